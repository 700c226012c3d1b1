import { feeFloor } from "@worldland/core/money";
import { secondsBetween } from "@worldland/core/time";
import type { ReceiptView } from "@worldland/core/wire/rental";
import { digits } from "../money/amount.ts";

/** One line of the bill: what it is, how it is computed from the lines before, and what comes out, in wei. */
export type ReceiptLine = {
  readonly id: "seconds" | "charge" | "fee" | "provider" | "hold" | "refund";
  readonly name: string;
  readonly how: string;
  /** Null where the line is not money. */
  readonly wei: bigint | null;
};

type Rental = { readonly startedAt: string | null; readonly endedAt: string | null; readonly durationS: number };

/**
 * A receipt as arithmetic that one can redo with a pocket calculator. `feeBps`: today's fee in hundredths of a per
 * cent; a rental keeps the fee it was opened under, so it is said only where it fits.
 */
export function receiptLines(
  receipt: ReceiptView,
  { startedAt, endedAt, durationS }: Rental,
  feeBps: number | null,
): ReceiptLine[] {
  const rate = BigInt(receipt.rate_per_second_wei);
  const [charge, fee, hold, refund] = [receipt.charge_wei, receipt.fee_wei, receipt.hold_wei, receipt.refund_wei].map(
    (wei) => BigInt(wei),
  );
  const paused = receipt.pauses.reduce((sum, { seconds }) => sum + seconds, 0);
  const whole = startedAt === null || endedAt === null ? null : secondsBetween(new Date(startedAt), new Date(endedAt));
  return [
    {
      id: "seconds",
      name: "Seconds paid for",
      how:
        whole === null
          ? `${digits(receipt.metered_seconds)} s metered`
          : `${digits(whole)} s from the first reachable second to the end − ${digits(paused)} s not counted`,
      wei: null,
    },
    {
      id: "charge",
      name: "Charge",
      how: `${digits(rate)} wei/s × ${digits(receipt.metered_seconds)} s`,
      wei: charge ?? null,
    },
    {
      id: "fee",
      name: "of it the platform's fee",
      how: feeText(charge ?? 0n, fee ?? 0n, feeBps),
      wei: fee ?? null,
    },
    {
      id: "provider",
      name: "of it the provider's",
      how: "charge − fee",
      wei: BigInt(receipt.provider_wei),
    },
    {
      id: "hold",
      name: "Set aside",
      how: hold === 0n ? "never opened in the vault" : `${digits(rate)} wei/s × ${digits(durationS)} s`,
      wei: hold ?? null,
    },
    { id: "refund", name: "Came back to you", how: "set aside − charge", wei: refund ?? null },
  ];
}

function feeText(charge: bigint, fee: bigint, feeBps: number | null): string {
  if (feeBps !== null && feeFloor(charge, feeBps) === fee) return `charge × ${feeBps / 100} %, rounded down`;
  return "its share of each settlement, rounded down";
}
