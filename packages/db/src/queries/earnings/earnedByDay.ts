import { accountOf } from "@worldland/core/ledger";
import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { postings } from "../../schema/postings.ts";
import { rentals } from "../../schema/rentals.ts";
import { type SumsByDay, sumsByDay } from "../account/sumsByDay.ts";

/** What settlements credited a provider, less fees, by day: on all nodes, or on one. */
export function earnedByDay(
  db: Executor,
  provider: string,
  days: number,
  node: { readonly clusterId: string; readonly name: string } | null = null,
): Promise<SumsByDay> {
  const isEarning = sql`${eq(postings.destination, accountOf(provider))} and ${eq(postings.kind, "charge")}`;
  if (node === null) return sumsByDay(db, isEarning, days);
  const isThere = and(eq(rentals.clusterId, node.clusterId), eq(rentals.nodeName, node.name));
  const onNode = sql`${postings.rentalId} in (select ${rentals.id} from ${rentals} where ${isThere})`;
  return sumsByDay(db, sql`${isEarning} and ${onNode}`, days);
}
