import { extendByItself } from "@worldland/db/commands/extendByItself";
import { dueAutoExtensions } from "@worldland/db/queries/worker/dueAutoExtensions";
import type { WorkerDeps } from "./deps.ts";

const AT_ONCE = 100;

/**
 * Asks for the extensions of rentals that are to keep running and are near their end. What it asks for is a reservation:
 * the signer signs it if the budget covers it, and the vault decides. Answers how many were asked for.
 */
export async function extendDue({ db, log, reached }: Pick<WorkerDeps, "db" | "log" | "reached">): Promise<number> {
  let asked = 0;
  for (const rentalId of await dueAutoExtensions(db, AT_ONCE)) {
    const done = await extendByItself(db, rentalId);
    if (done === "not_due") continue;
    reached("after_auto_extension");
    log.info({ rentalId: rentalId.toString(), done }, "a rental that is to keep running");
    if (done === "asked") asked += 1;
  }
  return asked;
}
