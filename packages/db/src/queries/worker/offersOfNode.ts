import { and, count, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { offerPrices } from "../../schema/offerPrices.ts";
import { offers } from "../../schema/offers.ts";

/** The offers of one node, and whether anybody ever set their price. */
export function offersOfNode(
  db: Executor,
  node: { clusterId: string; nodeName: string },
): Promise<{ id: string; wasPriced: boolean }[]> {
  return db
    .select({ id: offers.id, prices: count(offerPrices.at) })
    .from(offers)
    .leftJoin(offerPrices, eq(offerPrices.offerId, offers.id))
    .where(and(eq(offers.clusterId, node.clusterId), eq(offers.nodeName, node.nodeName)))
    .groupBy(offers.id)
    .then((rows) => rows.map(({ id, prices }) => ({ id, wasPriced: prices > 0 })));
}
