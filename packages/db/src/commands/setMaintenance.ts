import { Refusal } from "@worldland/core/refusal";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { changeNode } from "../steps/changeNode.ts";

/**
 * A provider takes his node out of the offers, or back in. Running rentals keep their term. Refuses `not_found`, also
 * for a node of somebody else.
 */
export async function setMaintenance(
  db: Database,
  input: { provider: string; clusterId: string; name: string; on: boolean },
): Promise<void> {
  const now = await readClock(db);
  const node = await changeNode(db, input, ({ provider, maintenanceSince }) => {
    if (provider !== input.provider) throw new Refusal("not_found");
    return (maintenanceSince !== null) === input.on ? null : { maintenanceSince: input.on ? now : null };
  });
  if (node === null) throw new Refusal("not_found");
}
