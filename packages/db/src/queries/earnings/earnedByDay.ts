import { accountOf } from "@worldland/core/ledger";
import { eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { postings } from "../../schema/postings.ts";
import { type SumsByDay, sumsByDay } from "../account/sumsByDay.ts";

/** What settlements credited a provider, less fees, by day. */
export function earnedByDay(db: Executor, provider: string, days: number): Promise<SumsByDay> {
  const isEarning = sql`${eq(postings.destination, accountOf(provider))} and ${eq(postings.kind, "charge")}`;
  return sumsByDay(db, isEarning, days);
}
