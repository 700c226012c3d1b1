import { rentalsOfJobStatus } from "@worldland/core/rental/jobStatus";
import type { JobStatus } from "@worldland/core/wire/rental";
import { and, desc, eq, inArray } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";
import { isBehind, type OwnRental, ownColumns } from "./ownRental.ts";

/** A customer's rentals, newest first, `limit` of them. */
export async function ownRentals(
  db: Executor,
  input: {
    customer: string;
    status?: JobStatus | undefined;
    /** Only those behind this one; null: from the newest on. */
    after: { readonly requestedAt: Date; readonly rentalId: bigint } | null;
    limit: number;
  },
): Promise<OwnRental[]> {
  const { customer, status, after, limit } = input;
  const meant = status === undefined ? null : rentalsOfJobStatus[status];
  return db
    .select(ownColumns)
    .from(rentals)
    .where(
      and(
        eq(rentals.customer, customer),
        after === null ? undefined : isBehind(after),
        meant === null ? undefined : inArray(rentals.status, [...meant.statuses]),
        meant?.reasons == null ? undefined : inArray(rentals.endReason, [...meant.reasons]),
      ),
    )
    .orderBy(desc(rentals.requestedAt), desc(rentals.id))
    .limit(limit);
}
