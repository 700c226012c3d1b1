import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { dueRentals } from "@worldland/db/queries/worker/dueRentals";
import type { WorkerDeps } from "./deps.ts";

const AT_ONCE = 200;

/**
 * Looks at every rental whose time has come: expiry, deadlines, back-offs. Time is judged here and now, with queue and
 * cluster away if need be; the nudge is for what the cluster owes the row. Answers how many were due.
 */
export async function lookAtDue({ db, wake }: Pick<WorkerDeps, "db" | "wake">): Promise<number> {
  const due = await dueRentals(db, AT_ONCE);
  for (const rentalId of due) {
    const { nudged } = await recordRentalEvent(db, { rentalId, who: "platform", event: { type: "clock" } });
    if (!nudged) await nudgeRental(db, rentalId);
  }
  if (due.length > 0) wake.relay();
  return due.length;
}
