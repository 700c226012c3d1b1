import { accountOf } from "@worldland/core/ledger";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { clusters } from "../../schema/clusters.ts";
import { nodes } from "../../schema/nodes.ts";
import { offers } from "../../schema/offers.ts";
import { postings } from "../../schema/postings.ts";
import { rentals } from "../../schema/rentals.ts";

type NodeRow = typeof nodes.$inferSelect;
export type OfferRow = typeof offers.$inferSelect;

export type OwnNode = {
  readonly node: NodeRow;
  /** Its cluster was found isolated; nothing is rented out elsewhere. */
  readonly isolated: boolean;
  readonly offers: readonly OfferRow[];
  /** Rentals on it that are reachable now. */
  readonly runningRentals: number;
  /** Settled charges less fees, ever. */
  readonly earned: bigint;
};

/** A provider's nodes with their offers and what they earn, by name. */
export async function nodesOf(db: Executor, provider: string): Promise<OwnNode[]> {
  const rows = await db
    .select({ node: nodes, isolated: clusters.isolated })
    .from(nodes)
    .leftJoin(clusters, eq(clusters.id, nodes.clusterId))
    .where(eq(nodes.provider, provider))
    .orderBy(asc(nodes.name), asc(nodes.clusterId));
  const own = await db.select().from(offers).where(eq(offers.provider, provider)).orderBy(asc(offers.createdAt));
  const running = await runningOn(db, provider);
  const earned = await earnedOn(db, provider);
  return rows.map(({ node, isolated }) => {
    const isHere = (row: NodeKey) => row.clusterId === node.clusterId && row.nodeName === node.name;
    return {
      node,
      isolated: isolated ?? false,
      offers: own.filter(isHere),
      runningRentals: running.find(isHere)?.count ?? 0,
      earned: BigInt(earned.find(isHere)?.sum ?? "0"),
    };
  });
}

type NodeKey = { readonly clusterId: string; readonly nodeName: string };
const key = { clusterId: rentals.clusterId, nodeName: rentals.nodeName };

function runningOn(db: Executor, provider: string): Promise<(NodeKey & { count: number })[]> {
  return db
    .select({ ...key, count: sql<number>`count(*)::int` })
    .from(rentals)
    .where(and(eq(rentals.provider, provider), eq(rentals.status, "running"), isNull(rentals.goneAt)))
    .groupBy(rentals.clusterId, rentals.nodeName);
}

function earnedOn(db: Executor, provider: string): Promise<(NodeKey & { sum: string })[]> {
  return db
    .select({ ...key, sum: sql<string>`sum(${postings.amount})::text` })
    .from(postings)
    .innerJoin(rentals, eq(rentals.id, postings.rentalId))
    .where(and(eq(postings.destination, accountOf(provider)), eq(postings.kind, "charge")))
    .groupBy(rentals.clusterId, rentals.nodeName);
}
