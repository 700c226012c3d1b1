import { formatWl } from "@worldland/core/money";

/** An amount of WL to the last wei, so that what is printed adds up; a true minus, and nothing where nothing moved. */
export function Exact({ wei, isChange = false }: { wei: string | bigint; isChange?: boolean }) {
  const amount = BigInt(wei);
  if (isChange && amount === 0n) return null;
  const sign = amount < 0n ? "\u2212" : isChange ? "+" : "";
  return <span className="whitespace-nowrap">{`${sign}${formatWl(amount < 0n ? -amount : amount)}`}</span>;
}
