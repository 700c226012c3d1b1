import { PERIODS } from "../limits.ts";
import { addSeconds } from "../time.ts";
import type { EndReason } from "./reason.ts";
import { expiresAtOf, type Rental } from "./rental.ts";

/** An instant from which a rental must not live on, and why. */
export type Deadline = { readonly at: Date; readonly reason: EndReason };

/** Every deadline that a living rental is under now. */
export function deadlinesOf(rental: Rental): readonly Deadline[] {
  const { requestedAt, orderDeadline, nodeLostAt, trouble } = rental;
  const expiresAt = expiresAtOf(rental);
  const deadlines: (Deadline | null)[] = [
    expiresAt === null
      ? { at: addSeconds(requestedAt, PERIODS.startDeadlineS), reason: trouble ?? "start_timeout" }
      : { at: expiresAt, reason: "expired" },
    nodeLostAt && { at: addSeconds(nodeLostAt, PERIODS.nodeReturnS), reason: "node_lost" },
    // One second more: the slack itself is still in time.
    rental.vault.state === "unopened"
      ? { at: addSeconds(orderDeadline, PERIODS.mirrorSlackS + 1), reason: "vault_unavailable" }
      : null,
  ];
  return deadlines.filter((deadline) => deadline !== null);
}
