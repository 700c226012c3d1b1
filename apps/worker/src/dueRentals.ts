import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { dueRentals } from "@worldland/db/queries/worker/dueRentals";
import type { WorkerDeps } from "./deps.ts";
import { proveTail } from "./probe.ts";

const AT_ONCE = 200;

/**
 * Looks at every rental whose time has come: expiry, deadlines, back-offs. Time is judged here and now, with queue and
 * cluster away if need be; the nudge is for what the cluster owes the row. Answers how many were due.
 */
export async function lookAtDue(deps: WorkerDeps): Promise<number> {
  const due = await dueRentals(deps.db, AT_ONCE);
  await Promise.all(due.map((rentalId) => judgeTime(deps, rentalId)));
  if (due.length > 0) deps.wake.relay();
  return due.length;
}

async function judgeTime(deps: WorkerDeps, rentalId: bigint): Promise<void> {
  const { db, log } = deps;
  await proveTail(deps, rentalId).catch((cause: unknown) =>
    log.warn({ rentalId: rentalId.toString(), err: cause }, "a last probe was not recorded"),
  );
  const { nudged } = await recordRentalEvent(db, { rentalId, who: "platform", event: { type: "clock" } });
  if (!nudged) await nudgeRental(db, rentalId);
}
