import type { WorkloadRef } from "@worldland/core/workload";
import { sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import type { RentalRow } from "../../rows/rentalRow.ts";
import { rentals } from "../../schema/rentals.ts";
import { isOwn } from "../rentals/ownRental.ts";

/** Three signs of life missed. */
const QUIET = "15 seconds";

type Facts = "provisionedAt" | "startedAt" | "endedAt" | "goneAt" | "endReason";

export type ReachableWorkload = WorkloadRef &
  Readonly<Pick<RentalRow, Facts>> & {
    /** Where the workers of its cluster answer, in no order; none: all are away. */
    readonly workers: readonly string[];
  };

/** A customer's own rental, and whom to ask about its workload. Null: no such rental of his. */
export async function reachWorkload(
  db: Executor,
  customer: string,
  rentalId: bigint,
): Promise<ReachableWorkload | null> {
  const [found] = await db
    .select({
      rentalId: rentals.id,
      customer: rentals.customer,
      clusterId: rentals.clusterId,
      provisionedAt: rentals.provisionedAt,
      startedAt: rentals.startedAt,
      endedAt: rentals.endedAt,
      goneAt: rentals.goneAt,
      endReason: rentals.endReason,
      workers: sql<string[]>`array(
        select w.url from worker_endpoints w
         where w.cluster_id = rentals.cluster_id and w.at > clock_timestamp() - ${QUIET}::interval
         order by random())`,
    })
    .from(rentals)
    .where(isOwn(customer, rentalId));
  return found ?? null;
}
