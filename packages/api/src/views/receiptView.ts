import { jobIdOf } from "@worldland/core/id";
import { type Figures, figuresOf, type Uncounted, uncountedOf, unsettledOf } from "@worldland/core/rental/figures";
import { payerOf } from "@worldland/core/rental/settlement";
import { secondsBetween } from "@worldland/core/time";
import type { ReceiptView } from "@worldland/core/wire/rental";
import type { ReceiptEvent, RentalReceipt } from "@worldland/db/queries/rentals/rentalReceipt";
import { rentalOf } from "@worldland/db/rows/rentalRow";
import { isoOf } from "./jobView.ts";

/** The bill of one rental: what the vault moved where it has spoken, derived where it has not. */
export function receiptView(read: RentalReceipt): ReceiptView {
  const { row, events, hasOpenReservation, now } = read;
  const rental = rentalOf(row, read.pauses);
  const figures = figuresOf(rental, hasOpenReservation, now);
  const { meteredS, charge, hold, refund } = figures;
  const { until, pauses } = uncountedOf(rental, meteredS, now);
  const settlements = settlementsOf(events);
  const unsettled = unsettledOf(rental, figures, read.feeBps);
  const fee = settlements.reduce((sum, { fee_wei }) => sum + BigInt(fee_wei), unsettled.fee);
  return {
    job_id: jobIdOf(row.id),
    rental_id: row.id.toString(),
    rate_per_second_wei: row.ratePerSecond.toString(),
    started_at: isoOf(row.startedAt),
    until: isoOf(until),
    metered_seconds: meteredS,
    pauses: pauses.map(pauseView),
    charge_wei: charge.toString(),
    fee_bps: read.feeBps,
    fee_wei: fee.toString(),
    settlements,
    unsettled: unsettled.seconds === 0 ? null : unsettledView(unsettled),
    provider_wei: (charge - fee).toString(),
    hold_wei: hold.toString(),
    holds: holdsOf(read, figures),
    refund_wei: refund.toString(),
    end_reason: row.endReason,
    paid_by: payerOf(rental),
    settled: row.settledAt !== null,
    transactions: transactionsOf(events),
  };
}

function pauseView({ from, to, reason, ongoing }: Uncounted) {
  return { from: from.toISOString(), to: to.toISOString(), seconds: secondsBetween(from, to), reason, ongoing };
}

function settlementsOf(events: readonly ReceiptEvent[]): ReceiptView["settlements"] {
  let before = 0;
  return events
    .filter((event) => event.name === "RentalSettled")
    .map(({ args, at, transactionHash: hash, blockNumber }) => {
      const used = Number(args.usedSeconds);
      const seconds = used - before;
      before = used;
      const [charge_wei, fee_wei] = [String(args.charge), String(args.fee)];
      return { at: at.toISOString(), seconds, charge_wei, fee_wei, hash, block: Number(blockNumber) };
    });
}

function unsettledView({ seconds, charge, fee }: ReturnType<typeof unsettledOf>) {
  return { seconds, charge_wei: charge.toString(), fee_wei: fee.toString() };
}

/** Each vault event names the term as it was from then on. */
function holdsOf({ row, events }: RentalReceipt, { hold }: Figures): ReceiptView["holds"] {
  let term = 0;
  const holdOf = (kind: "open" | "extend", until: number, hash: string | null) => {
    const seconds = until - term;
    term = until;
    return { kind, seconds, amount_wei: (row.ratePerSecond * BigInt(seconds)).toString(), hash };
  };
  const holds = events.flatMap(({ name, args, transactionHash: hash }) => {
    if (name === "RentalOpened") return [holdOf("open", Number(args.maxSeconds), hash)];
    return name === "RentalExtended" ? [holdOf("extend", Number(args.maxSeconds), hash)] : [];
  });
  return holds.length === 0 && hold > 0n ? [holdOf("open", row.durationS, null)] : holds;
}

const KINDS = new Map<string, ReceiptView["transactions"][number]["kind"]>([
  ["RentalOpened", "open"],
  ["RentalExtended", "extend"],
  ["RentalSettled", "settle"],
  ["RentalStopped", "stop"],
  ["RentalClosed", "close"],
]);

function transactionsOf(events: readonly ReceiptEvent[]): ReceiptView["transactions"] {
  return events.flatMap(({ name, transactionHash: hash, blockNumber, isFinal: final }) => {
    const kind = KINDS.get(name);
    return kind === undefined ? [] : [{ kind, hash, block: Number(blockNumber), final }];
  });
}
