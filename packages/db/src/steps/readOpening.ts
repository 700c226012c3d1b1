import { randomPorts } from "@worldland/core/id";
import { accountOf } from "@worldland/core/ledger";
import type { OfferPrices } from "@worldland/core/pricing";
import { fixed, queryOf } from "../fixedStatement.ts";
import type { Pipeline } from "../pipelined.ts";
import { availableOf, SPENDABLE, type SpendableRecord } from "../queries/account/accountOf.ts";
import type { QuoteRow } from "../rows/quoteRow.ts";

/** What an opening is judged by and made from. */
export type OpeningFacts = {
  readonly now: Date;
  /** Of the order's rental id, anybody's; null: none. */
  readonly quote: QuoteRow | null;
  /** Of the quote; null as long as the quote is. */
  readonly offer: QuotedOffer | null;
  /** Rentals of the customer that ended without a charge within the last hour. */
  readonly freeEnds: number;
  /** In base units. */
  readonly available: bigint;
  /** The request, if there is one, has not opened a rental yet. */
  readonly isRequestUnused: boolean;
};

export type QuotedOffer = OfferPrices & {
  readonly provider: string;
  readonly clusterId: string;
  readonly nodeName: string;
  readonly gpuModel: string;
  readonly rentable: boolean;
  readonly freeGpus: number;
  readonly freeCpuCores: number;
  readonly freeMemoryGb: number;
  readonly freeStorageGb: number;
  readonly publicAddress: string | null;
  /** A free NodePort of the cluster, as far as this transaction sees; null: every one is taken. */
  readonly sshPort: number | null;
};

/** Ports drawn at first; where most are free one of them is, and the whole range need not be looked at. */
const PORTS_DRAWN = 8;
const ANY_INTEGER = 2 ** 31 - 1;

/**
 * One row whatever is there. A port whose rental is just going counts as held: to wait for that transaction here,
 * with the offer locked, would be a circle.
 */
const FACTS = fixed`
  select to_json(t.now) #>> '{}' as now, ${SPENDABLE},
         (select count(*)::int from rentals
           where customer = ${"customer"} and ended_at > t.now - interval '1 hour'
             and coalesce((meter ->> 'provenS')::int, 0) = 0) as free_ends,
         (${"requestId"}::text is null or exists (
           select from idempotency_keys where request_id = ${"requestId"} and rental_id is null)) as is_request_unused,
         q.rental_id, q.customer, q.offer_id, q.provider, q.rate_per_second, q.max_seconds, q.deadline, q.resources,
         q.used_at, q.created_at,
         o.provider as offer_provider, o.cluster_id, o.node_name, o.gpu_model, o.gpu_rate, o.cpu_rate, o.memory_rate,
         o.storage_rate, o.rentable, o.free_gpus, o.free_cpu_cores, o.free_memory_gb, o.free_storage_gb,
         n.public_address,
         coalesce(
           (select port
              from (select c.node_port_from + drawn % (c.node_port_to - c.node_port_from + 1) as port
                      from unnest(${"draws"}::int[]) as draws (drawn)) as ports
             where (select true from rentals where cluster_id = c.id and ssh_port = port and gone_at is null) is null
             limit 1),
           (select port from generate_series(c.node_port_from, c.node_port_to) as port
             where not exists (
               select from rentals where cluster_id = c.id and ssh_port = port and gone_at is null)
             order by random() limit 1)
         ) as ssh_port
    from (select app.now() as now) t
    left join quotes q on q.rental_id = ${"rentalId"}::bigint
    left join offers o on o.id = q.offer_id
    left join nodes n on n.cluster_id = o.cluster_id and n.name = o.node_name
    left join clusters c on c.id = o.cluster_id`;

/** Reads what `lockOpening` locked, and what hangs on it. */
export async function readOpening(
  pipeline: Pipeline,
  { customer, rentalId, requestId }: { customer: string; rentalId: bigint; requestId: string | null },
): Promise<OpeningFacts> {
  const draws = randomPorts(0, ANY_INTEGER, PORTS_DRAWN);
  const values = { account: accountOf(customer), customer, rentalId, requestId, draws };
  const [row] = await pipeline.send<Row>(queryOf(FACTS, values));
  if (row === undefined) throw new Error("a select of one row answered none");
  return {
    now: new Date(row.now),
    quote: quoteOf(row),
    offer: offerOf(row),
    freeEnds: row.free_ends,
    available: availableOf(row),
    isRequestUnused: row.is_request_unused,
  };
}

type Row = SpendableRecord & { now: string; free_ends: number; is_request_unused: boolean } & QuoteColumns &
  OfferColumns;

type QuoteColumns =
  | { rental_id: null }
  | {
      rental_id: string;
      customer: string;
      offer_id: string;
      provider: string;
      rate_per_second: string;
      max_seconds: number;
      deadline: Date;
      resources: QuoteRow["resources"];
      used_at: Date | null;
      created_at: Date;
    };

function quoteOf(row: QuoteColumns): QuoteRow | null {
  if (row.rental_id === null) return null;
  return {
    rentalId: BigInt(row.rental_id),
    customer: row.customer,
    offerId: row.offer_id,
    provider: row.provider,
    ratePerSecond: BigInt(row.rate_per_second),
    maxSeconds: row.max_seconds,
    deadline: row.deadline,
    resources: row.resources,
    usedAt: row.used_at,
    createdAt: row.created_at,
  };
}

type OfferColumns =
  | { cluster_id: null }
  | {
      cluster_id: string;
      offer_provider: string;
      node_name: string;
      gpu_model: string;
      gpu_rate: string;
      cpu_rate: string;
      memory_rate: string;
      storage_rate: string;
      rentable: boolean;
      free_gpus: number;
      free_cpu_cores: number;
      free_memory_gb: number;
      free_storage_gb: number;
      public_address: string | null;
      ssh_port: number | null;
    };

function offerOf(row: OfferColumns): QuotedOffer | null {
  if (row.cluster_id === null) return null;
  return {
    provider: row.offer_provider,
    clusterId: row.cluster_id,
    nodeName: row.node_name,
    gpuModel: row.gpu_model,
    gpuRate: BigInt(row.gpu_rate),
    cpuRate: BigInt(row.cpu_rate),
    memoryRate: BigInt(row.memory_rate),
    storageRate: BigInt(row.storage_rate),
    rentable: row.rentable,
    freeGpus: row.free_gpus,
    freeCpuCores: row.free_cpu_cores,
    freeMemoryGb: row.free_memory_gb,
    freeStorageGb: row.free_storage_gb,
    publicAddress: row.public_address,
    sshPort: row.ssh_port,
  };
}
