import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { type Recorded, type RecordInput, recordEvent } from "../steps/recordEvent.ts";
import { wakeRelay } from "../wake.ts";

/**
 * Records what happened to a rental, in one transaction: lock, decide, facts, history, nudges, what ending and
 * disappearing bring. Events may repeat and come in any order; what no longer matters is `ignored`.
 */
export async function recordRentalEvent(db: Database, input: RecordInput): Promise<Recorded> {
  const recorded = await db.transaction(async (tx) => recordEvent(tx, input, await readClock(tx)));
  if (recorded.nudged) await wakeRelay(db);
  return recorded;
}
