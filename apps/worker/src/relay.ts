import { markRelayed } from "@worldland/db/commands/markRelayed";
import { takeOutbox } from "@worldland/db/commands/takeOutbox";
import type { Database } from "@worldland/db/database";
import type { KillPoint } from "./killPoint.ts";
import type { JobQueue } from "./queue/jobQueue.ts";

const BATCH = 200;

/**
 * Moves outbox rows to the queue, oldest first. Rows are marked after the queue has them: a crash in between adds a
 * nudge twice, which is harmless; the other order would lose it. Answers how many were moved.
 */
export async function relayOutbox(
  { db, reached }: { readonly db: Database; readonly reached: (point: KillPoint) => void },
  queue: Pick<JobQueue, "add">,
): Promise<number> {
  let moved = 0;
  for (;;) {
    const rows = await takeOutbox(db, BATCH);
    if (rows.length === 0) return moved;
    await queue.add(rows.map((row) => row.nudge));
    reached("after_outbox_add");
    await markRelayed(
      db,
      rows.map((row) => row.id),
    );
    moved += rows.length;
    if (rows.length < BATCH) return moved;
  }
}
