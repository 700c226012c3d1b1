import type { Nudge } from "@worldland/core/jobs";
import { holdFor, type Resources } from "@worldland/core/pricing";
import type { RentalOrder } from "@worldland/core/rental/order";
import { sql } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { LIVE_CHANNEL, type LiveChange, OFFERS_CHANGED } from "../live.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { allocateGpus } from "../steps/allocateGpus.ts";
import { insertRental } from "../steps/insertRental.ts";
import { lockAccount } from "../steps/lockAccount.ts";
import { recordMade } from "../steps/recordMade.ts";
import { refuseFreeRiding } from "../steps/refuseFreeRiding.ts";
import { refuseUncovered } from "../steps/refuseUncovered.ts";
import { takeFromOffer } from "../steps/takeFromOffer.ts";
import { takeQuote } from "../steps/takeQuote.ts";
import { wakeRelay } from "../wake.ts";

export type OpenRental = Resources & {
  /** Lower-case address. */
  readonly customer: string;
  /** The order as the customer presents it; its `rentalId` names the quote. */
  readonly order: RentalOrder;
  readonly durationHours: number;
  readonly name: string;
  /** As asked for. */
  readonly image: string;
  /** `repository@sha256:…`, resolved by the caller. */
  readonly imageDigest: string;
  /** Already verified by the caller; null when a session key pays and the signer has yet to sign. */
  readonly signature: string | null;
  /** Lower-case address of the key that pays from a budget; null: the customer himself. */
  readonly sessionKey: string | null;
  /** WorkloadAccess, sealed to the worker's key with the decimal rental id as associated data. */
  readonly sealed: string;
  /** Rentals of an account within an hour that may end without a charge. */
  readonly freeEndsPerHour: number;
  /** Of the claimed request (see claimRequest) that this is the effect of; null: nobody will repeat it. */
  readonly requestId: string | null;
};

/**
 * The click: one transaction that decides everything, with queue, cluster and chain away if need be. Refuses, in this
 * order: `invalid_request` (outside the limits, no such quote, another request, past its margin), `order_used`,
 * `rate_limited`, `price_changed`, `no_capacity`, `order_required` (the budget does not cover the hold),
 * `insufficient_balance`, `idempotency_in_progress` (the same request has opened one already). A refused order stays
 * good and holds nothing.
 */
export async function openRental(db: Database, input: OpenRental): Promise<RentalRow> {
  const rental = await db.transaction(async (tx) => {
    await lockAccount(tx, input.customer);
    const now = await readClock(tx);
    const quote = await takeQuote(tx, input, now);
    await refuseFreeRiding(tx, input.customer, input.freeEndsPerHour, now);
    const offer = await takeFromOffer(tx, quote);
    const amount = holdFor(quote.ratePerSecond, quote.maxSeconds);
    await refuseUncovered(tx, { ...input, amount, deadline: quote.deadline });
    const opened = await insertRental(tx, { input, quote, offer, now });
    if (input.requestId !== null) await recordMade(tx, input.requestId, opened.id);
    await allocateGpus(tx, opened, now);
    await writeBeside(tx, opened, input, amount, now);
    return opened;
  });
  await wakeRelay(db);
  return rental;
}

/**
 * Reservation, secret, history, nudges and a word to both wallets: five small inserts in one statement, because a click
 * waits for every round trip.
 */
async function writeBeside(
  tx: Executor,
  rental: RentalRow,
  { sealed, sessionKey, signature }: OpenRental,
  amount: bigint,
  now: Date,
): Promise<void> {
  const { id, customer, provider, durationS, orderDeadline } = rental;
  const at = sql`${now.toISOString()}::timestamptz`;
  const nudges: readonly Nudge[] = [
    { name: "rental.reconcile", payload: { rentalId: id.toString() } },
    ...(signature === null ? [] : [{ name: "vault.advance", payload: {} } as const]),
  ];
  const outbox = nudges.map(({ name, payload }) => sql`(${name}, ${JSON.stringify(payload)}::jsonb)`);
  const told = [...new Set([customer, provider])].map(
    (wallet): LiveChange => ({ wallet, kind: "rental", id: id.toString() }),
  );
  const changes = [...told, OFFERS_CHANGED].map((change) => sql`(${JSON.stringify(change)}::text)`);
  await tx.execute(sql`
    with reserved as (
      insert into reservations (rental_id, purpose, max_seconds, customer, session_key, amount, deadline, created_at)
      values (${id}, 'open', ${durationS}, ${customer}, ${sessionKey}, ${amount.toString()}::numeric,
              ${orderDeadline.toISOString()}::timestamptz, ${at})
    ), sealed as (
      insert into rental_secrets (rental_id, sealed) values (${id}, ${sealed})
    ), told as (
      insert into rental_events (rental_id, kind, who, at) values (${id}, 'requested', 'customer', ${at})
    ), nudged as (
      insert into outbox (name, payload) values ${sql.join(outbox, sql`, `)}
    )
    select pg_notify(${LIVE_CHANNEL}, change) from (values ${sql.join(changes, sql`, `)}) as changes (change)`);
}
