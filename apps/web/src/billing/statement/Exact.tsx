import { formatWl } from "@worldland/core/money";

/** What a phone has no room for; paper has. */
export const WIDE = "hidden sm:table-cell print:table-cell";
/** The first and the last column that a phone has room for stand as far from the edge as any first and last. */
export const FIRST = "max-sm:pl-4";
export const LAST = "max-sm:pr-4";

/** An amount of WL to the last wei, so that what is printed adds up; a true minus, and nothing where nothing moved. */
export function Exact({ wei, isChange = false }: { wei: string | bigint; isChange?: boolean }) {
  const amount = BigInt(wei);
  if (isChange && amount === 0n) return null;
  const sign = amount < 0n ? "\u2212" : isChange ? "+" : "";
  const text = formatWl(amount < 0n ? -amount : amount);
  return <span className="whitespace-nowrap text-xs lg:text-sm print:text-2xs">{`${sign}${text}`}</span>;
}

/** What is held, below the free balance where there is no column for it. */
export function HeldBelow({ wei, isChange }: { wei: string; isChange: boolean }) {
  if (isChange && BigInt(wei) === 0n) return null;
  return (
    <span className="block whitespace-nowrap text-xs font-normal text-muted sm:hidden print:hidden">
      held <Exact wei={wei} isChange={isChange} />
    </span>
  );
}
