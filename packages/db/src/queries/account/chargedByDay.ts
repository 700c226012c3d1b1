import { eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { postings } from "../../schema/postings.ts";
import { type SumsByDay, sumsByDay } from "./sumsByDay.ts";

/** What the vault charged a customer's rentals, fees included, by day. */
export function chargedByDay(db: Executor, customer: string, days: number): Promise<SumsByDay> {
  const isCharge = sql`${eq(postings.customer, customer)} and ${inArray(postings.kind, ["charge", "fee"])}`;
  return sumsByDay(db, isCharge, days);
}
