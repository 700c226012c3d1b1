import { type SQL, sql } from "drizzle-orm";

/**
 * core's `usedSecondsToReport` for a whole set: of the rental row `r`, which the vault has open, ending at `end`. A test
 * compares the two.
 */
export function usedSecondsSql(end: SQL): SQL {
  return sql`greatest(r.vault_used_s, least(
    coalesce((r.meter ->> 'provenS')::integer, 0),
    greatest(0, floor(extract(epoch from least(${end}, r.vault_stopped_at)))
              - floor(extract(epoch from r.vault_opened_at)))::integer,
    r.duration_s))`;
}
