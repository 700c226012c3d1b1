import { desc, eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { corrections } from "../../schema/corrections.ts";
import { heartbeats } from "../../schema/heartbeats.ts";

export type CorrectionRow = typeof corrections.$inferSelect;

export type Corrections = {
  /** How often something was set right, ever, in all clusters. In health it stays where it is. */
  readonly total: number;
  /** When the last sweep came through, by the real clock; null: none yet. */
  readonly sweptAt: Date | null;
  /** Newest first. */
  readonly newest: readonly CorrectionRow[];
};

/** The counter of what sweeps have set right, and the newest of it. */
export async function newestCorrections(db: Executor, limit: number): Promise<Corrections> {
  const [counted] = await db
    .select({ total: sql<number>`coalesce(sum(${corrections.times}), 0)::int` })
    .from(corrections);
  const newest = await db.select().from(corrections).orderBy(desc(corrections.lastAt)).limit(limit);
  const [beat] = await db.select({ at: heartbeats.at }).from(heartbeats).where(eq(heartbeats.name, "sweep"));
  return { total: counted?.total ?? 0, sweptAt: beat?.at ?? null, newest };
}
