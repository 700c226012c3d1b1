import type { OperatorKeyView } from "@worldland/core/wire/operatorKeys";
import type { operatorKeys } from "@worldland/db/schema/operatorKeys";

/** A key's gas, for operators. Null before its worker has looked at it. */
export function operatorKeyView(key: typeof operatorKeys.$inferSelect): OperatorKeyView | null {
  const { operator: address, balance, openingCost, state, seenAt } = key;
  if (balance === null || openingCost === null || seenAt === null) return null;
  const openings = openingCost === 0n ? Number.MAX_SAFE_INTEGER : Number(balance / openingCost);
  return { address, balance_wei: `${balance}`, openings, state, seen_at: seenAt.toISOString() };
}
