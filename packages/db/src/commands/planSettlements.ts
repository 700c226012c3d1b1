import { usedSecondsToReport } from "@worldland/core/rental/settlement";
import { addSeconds, earlier } from "@worldland/core/time";
import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { rentalOf } from "../rows/rentalRow.ts";
import { chainState } from "../schema/chainState.ts";
import { rentals } from "../schema/rentals.ts";
import { vaultIntents } from "../schema/vaultIntents.ts";

/** A running rental's proven seconds are settled at least this often. */
const SETTLE_EVERY_S = 24 * 3600;

/**
 * Plans the interim settlement of running rentals whose last one (or opening) is a day old: proven seconds only. Writes
 * nothing where nothing is due. Answers how many it planned.
 */
export async function planSettlements(db: Database, { operator }: { operator: string }): Promise<number> {
  return db.transaction(async (tx) => {
    const [chain] = await tx.select().from(chainState).for("no key update");
    if (chain?.headAt == null) return 0;
    const { headAt } = chain;
    const now = await readClock(tx);
    const dayAgo = addSeconds(now, -SETTLE_EVERY_S);
    const due = await tx
      .select()
      .from(rentals)
      .where(
        and(
          eq(rentals.vaultState, "open"),
          isNull(rentals.endedAt),
          lt(rentals.vaultOpenedAt, dayAgo),
          sql`not exists (
            select from vault_events e
             where e.rental_id = ${rentals.id} and e.name = 'RentalSettled' and e.at >= ${dayAgo.toISOString()}::timestamptz)`,
          sql`not exists (
            select from vault_intents i
             where i.rental_id = ${rentals.id} and i.kind = 'settle' and i.state in ('planned', 'sent'))`,
        ),
      );
    const planned = due.flatMap((row) => {
      const seconds = usedSecondsToReport(rentalOf(row, []), earlier(now, headAt));
      return seconds === null || seconds <= row.vaultUsedS ? [] : [{ rentalId: row.id, seconds }];
    });
    if (planned.length === 0) return 0;
    await tx
      .insert(vaultIntents)
      .values(
        planned.map(({ rentalId, seconds }) => ({
          purpose: `settle:${rentalId}:${seconds}`,
          kind: "settle" as const,
          rentalId,
          seconds,
          operator: sql`coalesce((select o.operator from vault_intents o where o.rental_id = ${rentalId} and o.kind = 'open'), ${operator})`,
        })),
      )
      .onConflictDoNothing();
    return planned.length;
  });
}
