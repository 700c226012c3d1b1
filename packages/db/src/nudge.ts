import type { Nudge } from "@worldland/core/jobs";
import type { Executor } from "./database.ts";
import { outbox } from "./schema/outbox.ts";

/** Writes nudges to the outbox, in the caller's transaction. The relay is woken by a NOTIFY after commit (see wake.ts). */
export async function nudge(tx: Executor, ...nudges: readonly Nudge[]): Promise<void> {
  if (nudges.length === 0) return;
  await tx.insert(outbox).values(nudges.map(({ name, payload }) => ({ name, payload })));
}
