import { secondsBetween } from "@worldland/core/time";
import type { ReceiptView } from "@worldland/core/wire/rental";
import { exactText } from "../clock/time.ts";
import { digits } from "../money/amount.ts";

/** One line of the bill: what it is, how it is computed from the lines before or a list below, and what comes out. */
export type ReceiptLine = {
  readonly id: string;
  readonly name: string;
  readonly how: string;
  readonly result: { readonly unit: "s" | "wei"; readonly amount: bigint };
  /** Lines that a total follows on. */
  readonly isPart: boolean;
};

/** A receipt as arithmetic that one can redo with a pocket calculator, from the page alone. */
export function receiptLines(receipt: ReceiptView): ReceiptLine[] {
  const { rate_per_second_wei: rate, metered_seconds: metered, charge_wei: charge } = receipt;
  return [
    ...timeLines(receipt),
    wei("charge", "Charge", `${digits(rate)} wei/s × ${digits(metered)} s`, charge),
    wei("fee", "of it the platform's fee", feeText(receipt), receipt.fee_wei),
    wei("provider", "of it the provider's", "charge − fee", receipt.provider_wei),
    ...holdLines(receipt),
    wei("refund", "Came back to you", "set aside − charge", receipt.refund_wei),
  ];
}

function timeLines({ started_at: from, until, end_reason, metered_seconds: metered, pauses }: ReceiptView) {
  if (from === null || until === null) {
    return [seconds("seconds", "Seconds paid for", "It was never reachable, so nothing was metered.", metered)];
  }
  const whole = secondsBetween(new Date(from), new Date(until));
  const paused = pauses.reduce((sum, pause) => sum + pause.seconds, 0);
  const end = end_reason === null ? `now, ${exactText(until)}` : exactText(until);
  return [
    part(seconds("whole", "From the first reachable second to the end", `${exactText(from)} to ${end}`, whole)),
    part(seconds("paused", "Seconds not counted", paused === 0 ? "none" : "the sum of the list below", paused)),
    seconds("seconds", "Seconds paid for", `${digits(whole)} s − ${digits(paused)} s`, metered),
  ];
}

function holdLines({ rate_per_second_wei: rate, holds, hold_wei }: ReceiptView): ReceiptLine[] {
  const times = (s: number) => `${digits(rate)} wei/s × ${digits(s)} s`;
  const [first] = holds;
  if (first === undefined) return [wei("hold", "Set aside", "never opened in the vault", hold_wei)];
  if (holds.length === 1) return [wei("hold", "Set aside", times(first.seconds), hold_wei)];
  const parts = holds.map((hold, index) => {
    const name = hold.kind === "open" ? "set aside for the term at first" : `set aside for extension ${index}`;
    return part(wei(`hold-${index}`, name, times(hold.seconds), hold.amount_wei));
  });
  return [...parts, wei("hold", "Set aside in all", "the sum of these", hold_wei)];
}

function feeText({ settlements, unsettled, fee_bps }: ReceiptView): string {
  const count = settlements.length + (unsettled === null ? 0 : 1);
  if (count === 1) return `${fee_bps / 100} % of the charge, rounded down`;
  return count === 0 ? "of nothing" : `${fee_bps / 100} % of each settlement, rounded down; the sum of the list below`;
}

/** One charge of the vault, or what it has still to charge. */
type SettlementLine = {
  readonly name: string;
  /** Instant of its block; null while it is to come. */
  readonly at: string | null;
  readonly how: string;
  readonly charge: bigint;
  readonly feeHow: string;
  readonly fee: bigint;
  readonly hash: string | null;
};

/** The charges a receipt's fee is made of, in order. */
export function settlementLines({ settlements, unsettled, rate_per_second_wei, fee_bps }: ReceiptView) {
  const rate = `${digits(rate_per_second_wei)} wei/s`;
  const feeHow = `× ${fee_bps / 100} %, rounded down`;
  const lines: SettlementLine[] = settlements.map(({ at, seconds: s, charge_wei, fee_wei, hash }, index) => ({
    ...{ name: `${index + 1}`, at, how: `${rate} × ${digits(s)} s`, charge: BigInt(charge_wei) },
    ...{ feeHow, fee: BigInt(fee_wei), hash },
  }));
  if (unsettled === null) return lines;
  const how = `${rate} × ${digits(unsettled.seconds)} s`;
  const [charge, fee] = [BigInt(unsettled.charge_wei), BigInt(unsettled.fee_wei)];
  return [...lines, { name: "not settled yet", at: null, how, charge, feeHow, fee, hash: null }];
}

function seconds(id: string, name: string, how: string, amount: number): ReceiptLine {
  return { id, name, how, result: { unit: "s", amount: BigInt(amount) }, isPart: false };
}

function wei(id: string, name: string, how: string, amount: string): ReceiptLine {
  return { id, name, how, result: { unit: "wei", amount: BigInt(amount) }, isPart: false };
}

function part(line: ReceiptLine): ReceiptLine {
  return { ...line, isPart: true };
}
