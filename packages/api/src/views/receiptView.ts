import { jobIdOf } from "@worldland/core/id";
import { feeOf, figuresOf, giftsOf } from "@worldland/core/rental/figures";
import type { Pause } from "@worldland/core/rental/meter";
import { payerOf } from "@worldland/core/rental/settlement";
import { secondsBetween } from "@worldland/core/time";
import type { ReceiptView } from "@worldland/core/wire/rental";
import type { ReceiptEvent, RentalReceipt } from "@worldland/db/queries/rentals/rentalReceipt";
import { rentalOf } from "@worldland/db/rows/rentalRow";

/** The bill of one rental: what the vault moved where it has spoken, derived where it has not. */
export function receiptView(read: RentalReceipt): ReceiptView {
  const { row, events, hasOpenReservation, now } = read;
  const rental = rentalOf(row, read.pauses);
  const figures = figuresOf(rental, hasOpenReservation, now);
  const { meteredS, charge, hold, refund } = figures;
  const fee = feeOf(rental, figures, settledFees(events), read.feeBps);
  return {
    job_id: jobIdOf(row.id),
    rental_id: row.id.toString(),
    rate_per_second_wei: row.ratePerSecond.toString(),
    metered_seconds: meteredS,
    pauses: [...rental.pauses, ...giftsOf(rental, meteredS, now)]
      .toSorted((a, b) => a.from.getTime() - b.from.getTime())
      .map(pauseView),
    charge_wei: charge.toString(),
    fee_wei: fee.toString(),
    provider_wei: (charge - fee).toString(),
    hold_wei: hold.toString(),
    refund_wei: refund.toString(),
    end_reason: row.endReason,
    paid_by: payerOf(rental),
    settled: row.settledAt !== null,
    transactions: transactionsOf(events),
  };
}

function pauseView({ from, to, reason }: Pause) {
  return { from: from.toISOString(), to: to.toISOString(), seconds: secondsBetween(from, to), reason };
}

function settledFees(events: readonly ReceiptEvent[]): bigint {
  return events
    .filter((event) => event.name === "RentalSettled")
    .reduce((sum, { args }) => sum + BigInt(args.fee ?? 0), 0n);
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
