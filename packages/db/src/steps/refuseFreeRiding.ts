import { Refusal } from "@worldland/core/refusal";
import { addSeconds, SECONDS_PER_HOUR } from "@worldland/core/time";
import { and, eq, gt, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { rentals } from "../schema/rentals.ts";

/** Opening and stopping at once costs the customer nothing and us gas: after so many within an hour, `rate_limited`. */
export async function refuseFreeRiding(tx: Executor, customer: string, perHour: number, now: Date): Promise<void> {
  const free = await tx.$count(
    rentals,
    and(
      eq(rentals.customer, customer),
      gt(rentals.endedAt, addSeconds(now, -SECONDS_PER_HOUR)),
      sql`coalesce((${rentals.meter} ->> 'provenS')::int, 0) = 0`,
    ),
  );
  if (free < perHour) return;
  throw new Refusal("rate_limited", `${free} rentals of yours ended without a charge within the last hour.`, {
    suggestion: "Wait until an hour has passed since they ended.",
  });
}
