import type { Nudge } from "@worldland/core/jobs";
import { PERIODS } from "@worldland/core/limits";
import { addSeconds } from "@worldland/core/time";
import type { OpenRental } from "../commands/openRental.ts";
import { fixed, queryOf } from "../fixedStatement.ts";
import type { Pipeline } from "../pipelined.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import type { Fit } from "./judgeOpening.ts";

/**
 * Everything that a rental begins with, in one statement, because a click waits for every one. All of it hangs on the
 * rental's row, which is not written when its port was taken meanwhile: then nothing is.
 * The caller holds the locks; the partial unique index guards the slots all the same.
 */
const WRITE = fixed`
  with rental as (
    insert into rentals (id, customer, provider, offer_id, cluster_id, node_name, name, image, image_digest, gpu_model,
                         gpu_count, cpu_cores, memory_gb, storage_gb, rate_per_second, duration_s, signature,
                         session_key, order_deadline, ssh_host, ssh_port, requested_at, attention_at)
    values (${"id"}::bigint, ${"customer"}, ${"provider"}, ${"offerId"}, ${"clusterId"}, ${"nodeName"}, ${"name"},
            ${"image"}, ${"imageDigest"}, ${"gpuModel"}, ${"gpuCount"}, ${"cpuCores"}, ${"memoryGb"}, ${"storageGb"},
            ${"ratePerSecond"}, ${"durationS"}, ${"signature"}, ${"sessionKey"}, ${"orderDeadline"}, ${"sshHost"},
            ${"sshPort"}, ${"requestedAt"}, ${"attentionAt"})
    on conflict (cluster_id, ssh_port) where gone_at is null do nothing
    returning id, customer, cluster_id, node_name, gpu_count, requested_at
  ), used as (
    update quotes set used_at = r.requested_at from rental r where quotes.rental_id = r.id
  ), made as (
    update idempotency_keys set rental_id = r.id from rental r where request_id = ${"requestId"}
  ), taken as (
    update offers
       set free_gpus = free_gpus - ${"gpuCount"}, allocated_gpus = allocated_gpus + ${"gpuCount"},
           free_cpu_cores = free_cpu_cores - ${"cpuCores"}, free_memory_gb = free_memory_gb - ${"memoryGb"},
           free_storage_gb = free_storage_gb - ${"storageGb"}
      from rental r where offers.id = ${"offerId"}
  ), held as (
    select gpu_index from allocations
     where cluster_id = ${"clusterId"} and node_name = ${"nodeName"} and released_at is null
  ), bound as (
    -- The lowest free slots: of n held ones and k wanted ones, k are free among the first n + k.
    insert into allocations (cluster_id, node_name, gpu_index, rental_id, created_at)
    select r.cluster_id, r.node_name, slot, r.id, r.requested_at
      from rental r, generate_series(0, (select count(*)::int from held) + ${"gpuCount"} - 1) as slot
     where slot not in (select gpu_index from held)
     order by slot limit ${"gpuCount"}
  ), reserved as (
    insert into reservations (rental_id, purpose, max_seconds, customer, session_key, amount, deadline, created_at)
    select r.id, 'open', ${"durationS"}, r.customer, ${"sessionKey"}, ${"amount"}, ${"orderDeadline"}, r.requested_at
      from rental r
  ), sealed as (
    insert into rental_secrets (rental_id, sealed) select r.id, ${"sealed"} from rental r
  ), kept as (
    insert into auto_extensions (rental_id, session_key, hours, lead_s, until, set_at, next_try_at)
    select r.id, ${"autoKey"}::text, ${"autoHours"}::int, ${"autoLeadS"}::int, ${"autoUntil"}::timestamptz,
           r.requested_at, r.requested_at
      from rental r where ${"autoKey"}::text is not null
  ), told as (
    insert into rental_events (rental_id, kind, who, at) select r.id, 'requested', 'customer', r.requested_at from rental r
  ), nudged as (
    insert into outbox (name, payload, created_at)
    select nudge ->> 'name', nudge -> 'payload', r.requested_at
      from rental r, jsonb_array_elements(${"nudges"}::jsonb) as nudge
  )
  select id from rental`;

/** Writes a rental that was judged fit and paid for, and commits. Null: its port went to somebody else just now. */
export async function writeOpening(
  pipeline: Pipeline,
  input: OpenRental,
  fit: Fit,
  now: Date,
): Promise<RentalRow | null> {
  const row = rowOf(input, fit, now);
  const { amount } = fit;
  const { requestId, sealed } = input;
  const values = { ...row, ...autoValues(input), requestId, sealed, amount, nudges: nudgesFor(row) };
  const written = await pipeline.sendLast(queryOf(WRITE, values));
  return written.length === 0 ? null : row;
}

function autoValues({ autoExtension: wanted }: OpenRental) {
  const { sessionKey: autoKey = null, hours: autoHours = null, leadS: autoLeadS = null } = wanted ?? {};
  return { autoKey, autoHours, autoLeadS, autoUntil: wanted?.until ?? null };
}

/** As JSON. */
function nudgesFor({ id, signature }: RentalRow): string {
  const nudges: readonly Nudge[] = [
    { name: "rental.reconcile", payload: { rentalId: id.toString() } },
    ...(signature === null ? [] : [{ name: "vault.advance", payload: {} } as const]),
  ];
  return JSON.stringify(nudges);
}

/** The row as the statement leaves it: what is not in it is the columns' defaults. */
function rowOf(input: OpenRental, { quote, offer }: Fit, now: Date): RentalRow {
  const { customer, name, image, imageDigest, signature, sessionKey } = input;
  return {
    id: quote.rentalId,
    version: 1,
    ...{ customer, provider: quote.provider, offerId: quote.offerId },
    ...{ clusterId: offer.clusterId, nodeName: offer.nodeName, gpuModel: offer.gpuModel },
    ...{ name, image, imageDigest, signature, sessionKey },
    ...quote.resources,
    ratePerSecond: quote.ratePerSecond,
    durationS: quote.maxSeconds,
    orderDeadline: quote.deadline,
    sshHost: offer.publicAddress,
    sshPort: offer.sshPort,
    sshHostKey: null,
    requestedAt: now,
    ...{ provisionedAt: null, startedAt: null, endedAt: null, endReason: null, goneAt: null, nodeLostAt: null },
    ...{ trouble: null, crashes: [], meter: null, warnedS: null, restartOf: null, faults: 0 },
    ...{ vaultState: "unopened", vaultOpenedAt: null, vaultStoppedAt: null, vaultUsedS: 0, settledAt: null },
    status: "requested",
    attentionAt: addSeconds(now, PERIODS.backstopS),
  };
}
