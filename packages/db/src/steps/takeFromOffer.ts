import { rentalRate } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import { and, eq } from "drizzle-orm";
import type { Executor } from "../database.ts";
import type { QuoteRow } from "../rows/quoteRow.ts";
import { clusters } from "../schema/clusters.ts";
import { nodes } from "../schema/nodes.ts";
import { offers } from "../schema/offers.ts";

export type TakenOffer = typeof offers.$inferSelect & {
  readonly publicAddress: string;
  /** Range of the cluster's NodePorts, both ends included. */
  readonly nodePortFrom: number;
  readonly nodePortTo: number;
};

/** Locks a quote's offer, judges today's price and what is free, and takes it. `price_changed` or `no_capacity`. */
export async function takeFromOffer(tx: Executor, quote: QuoteRow): Promise<TakenOffer> {
  const asked = quote.resources;
  const [found] = await tx
    .select({
      offer: offers,
      publicAddress: nodes.publicAddress,
      nodePortFrom: clusters.nodePortFrom,
      nodePortTo: clusters.nodePortTo,
    })
    .from(offers)
    .innerJoin(nodes, and(eq(nodes.clusterId, offers.clusterId), eq(nodes.name, offers.nodeName)))
    .innerJoin(clusters, eq(clusters.id, offers.clusterId))
    .where(eq(offers.id, quote.offerId))
    .for("no key update", { of: offers });
  if (found === undefined || found.offer.provider !== quote.provider) throw new Refusal("no_capacity");
  const { offer, publicAddress, nodePortFrom, nodePortTo } = found;
  if (rentalRate(offer, asked) !== quote.ratePerSecond) throw new Refusal("price_changed");
  const isFree =
    offer.rentable &&
    offer.freeGpus >= asked.gpuCount &&
    offer.freeCpuCores >= asked.cpuCores &&
    offer.freeMemoryGb >= asked.memoryGb &&
    offer.freeStorageGb >= asked.storageGb;
  if (!isFree || publicAddress === null) throw new Refusal("no_capacity");
  const left = {
    freeGpus: offer.freeGpus - asked.gpuCount,
    allocatedGpus: offer.allocatedGpus + asked.gpuCount,
    freeCpuCores: offer.freeCpuCores - asked.cpuCores,
    freeMemoryGb: offer.freeMemoryGb - asked.memoryGb,
    freeStorageGb: offer.freeStorageGb - asked.storageGb,
  };
  await tx.update(offers).set(left).where(eq(offers.id, offer.id));
  return { ...offer, ...left, publicAddress, nodePortFrom, nodePortTo };
}
