import type { Resources } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import type { RentalOrder } from "@worldland/core/rental/order";
import { announce } from "../announce.ts";
import type { Database } from "../database.ts";
import { type LiveChange, liveNews, OFFERS_CHANGED } from "../live.ts";
import { type Pipeline, pipelined } from "../pipelined.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { judgeOpening } from "../steps/judgeOpening.ts";
import { lockAccount } from "../steps/lockAccount.ts";
import { lockOpening } from "../steps/lockOpening.ts";
import { type OpeningFacts, readOpening } from "../steps/readOpening.ts";
import { refuseUnaffordable, refuseUnbudgeted } from "../steps/refuseUncovered.ts";
import { refuseUnfitAutoExtension, type WantedAutoExtension } from "../steps/refuseUnfitAutoExtension.ts";
import { writeOpening } from "../steps/writeOpening.ts";
import { OUTBOX_NEWS } from "../wake.ts";

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
  /** How it is to extend itself from a budget, once it runs; null: it ends with its term. */
  readonly autoExtension: WantedAutoExtension | null;
  /** Of the claimed request (see claimRequest) that this is the effect of; null: nobody will repeat it. */
  readonly requestId: string | null;
};

/** Two transactions may choose the same free port at once; the loser chooses again. */
const PORT_TRIES = 20;

/**
 * The click: one transaction that decides everything, with queue, cluster and chain away if need be. Refuses, in this
 * order: `invalid_request` (outside the limits, no such quote, another request, past its margin), `order_used`,
 * `rate_limited`, `price_changed`, `no_capacity`, `order_required` (the budget does not cover the hold),
 * `insufficient_balance`, `conflict` or `invalid_request` (it cannot extend itself as wanted), `idempotency_in_progress` (the same request has opened one already). A refused order stays
 * good and holds nothing.
 */
export async function openRental(db: Database, input: OpenRental): Promise<RentalRow> {
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const rental = await pipelined(db, (pipeline) => open(pipeline, input));
    if (rental === null) continue;
    announceOpened(db, rental);
    return rental;
  }
  throw new Refusal("no_capacity");
}

/** Null: the port was taken just now. */
async function open(pipeline: Pipeline, input: OpenRental): Promise<RentalRow | null> {
  const facts = await lockAndRead(pipeline, input);
  const fit = judgeOpening(input, facts);
  if (input.sessionKey !== null) {
    await refuseUnbudgeted(pipeline.tx, { ...input, amount: fit.amount, deadline: fit.quote.deadline });
  }
  refuseUnaffordable(facts.available, fit.amount);
  if (input.autoExtension !== null) {
    const { now } = facts;
    await refuseUnfitAutoExtension(pipeline.tx, input, input.autoExtension, { now, untilPath: "auto_extension.until" });
  }
  if (!facts.isRequestUnused) throw new Refusal("idempotency_in_progress");
  return writeOpening(pipeline, input, fit, facts.now);
}

async function lockAndRead(pipeline: Pipeline, { customer, requestId, order }: OpenRental): Promise<OpeningFacts> {
  const named = { customer, requestId, rentalId: order.rentalId };
  const both = () => Promise.all([lockOpening(pipeline, named), readOpening(pipeline, named)]);
  const [hasAccount, facts] = await both();
  if (hasAccount) return facts;
  // A wallet never seen has no row to lock yet.
  await lockAccount(pipeline.tx, customer);
  const [, again] = await both();
  return again;
}

/** Nobody waits for it: the rental is open, and what is lost here is found by a poll. */
function announceOpened(db: Database, { id, customer, provider }: RentalRow): void {
  const told = [...new Set([customer, provider])].map(
    (wallet): LiveChange => ({ wallet, kind: "rental", id: id.toString() }),
  );
  void announce(db, [...told, OFFERS_CHANGED].map(liveNews).concat(OUTBOX_NEWS));
}
