import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/**
 * Whether the block of a mirrored row is at the chain's depth: *final*, where before it is only *seen* and a reorg may
 * still take it back. Its own block counts as the first.
 */
export function isFinal(blockNumber: AnyColumn): SQL<boolean> {
  return sql<boolean>`coalesce(${blockNumber} <= (select scanned_number + 1 - confirmations from chain_state), false)`;
}
