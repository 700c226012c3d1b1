import { inventoryOf } from "@worldland/core/inventory";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { OFFERS_CHANGED, tellLive } from "../live.ts";
import { clusters } from "../schema/clusters.ts";
import { nodes } from "../schema/nodes.ts";
import { offers } from "../schema/offers.ts";
import { rentals } from "../schema/rentals.ts";

type OfferRow = typeof offers.$inferSelect;
type NodeKey = { readonly clusterId: string; readonly name: string };

/**
 * Makes a node's offers say what its row and its rentals say: inventory, free resources, rentable. Counted anew each
 * time under the offers' locks, so no addition can ever drift. Locks offers; call it after rentals are written. Whoever
 * watches is told when anything moved.
 * `isNewMachine` forgets GPUs that a former machine of the same name had.
 */
export async function refreshOffers(tx: Executor, key: NodeKey, isNewMachine = false): Promise<void> {
  const mine = await tx
    .select()
    .from(offers)
    .where(and(eq(offers.clusterId, key.clusterId), eq(offers.nodeName, key.name)))
    .orderBy(offers.id)
    .for("no key update");
  if (mine.length === 0) return;
  const [found] = await tx
    .select({ node: nodes, isolated: clusters.isolated })
    .from(nodes)
    .leftJoin(clusters, eq(clusters.id, nodes.clusterId))
    .where(and(eq(nodes.clusterId, key.clusterId), eq(nodes.name, key.name)));
  if (found === undefined) return;
  const { node } = found;
  const used = await usageOf(tx, key);
  const sum = (pick: (usage: Usage) => number) => used.reduce((total, usage) => total + pick(usage), 0);
  const isOpen = found.isolated === true && isNodeRentable(node);
  let isMoved = false;
  for (const offer of mine) {
    const isCurrent = offer.gpuModel === node.gpuModel;
    const allocated = used.find((usage) => usage.offerId === offer.id)?.gpus ?? 0;
    const gpus = inventoryOf(isNewMachine ? 0 : offer.totalGpus, isCurrent ? node.gpuCount : 0, allocated);
    const now: Partial<OfferRow> = {
      provider: node.provider,
      vramMb: node.vramMb ?? offer.vramMb,
      region: node.region,
      country: node.country,
      totalGpus: gpus.total,
      freeGpus: gpus.free,
      allocatedGpus: gpus.allocated,
      outOfServiceGpus: gpus.outOfService,
      freeCpuCores: Math.max(0, node.cpuCores - sum((usage) => usage.cpuCores)),
      freeMemoryGb: Math.max(0, node.memoryGb - sum((usage) => usage.memoryGb)),
      freeStorageGb: Math.max(0, node.storageGb - sum((usage) => usage.storageGb)),
      rentable: isOpen && isCurrent,
      listed: node.approvedAt !== null,
    };
    isMoved ||= differs(offer, now);
    await tx.update(offers).set(now).where(eq(offers.id, offer.id));
  }
  if (isMoved) await tellLive(tx, [OFFERS_CHANGED]);
}

function differs(before: OfferRow, after: Partial<OfferRow>): boolean {
  const known = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).some(([column, value]) => known.get(column) !== value);
}

/** Ready, approved, alive, wanted, and reachable from outside. */
function isNodeRentable(node: typeof nodes.$inferSelect): boolean {
  return (
    node.ready &&
    node.approvedAt !== null &&
    node.lostAt === null &&
    node.fencedSince === null &&
    !node.cordoned &&
    node.maintenanceSince === null &&
    node.publicAddress !== null
  );
}

type Usage = { offerId: string; gpus: number; cpuCores: number; memoryGb: number; storageGb: number };

/** What rentals that are not gone hold on a node, by offer. */
function usageOf(tx: Executor, key: NodeKey): Promise<Usage[]> {
  return tx
    .select({
      offerId: rentals.offerId,
      gpus: sql<number>`sum(${rentals.gpuCount})::int`,
      cpuCores: sql<number>`sum(${rentals.cpuCores})::int`,
      memoryGb: sql<number>`sum(${rentals.memoryGb})::int`,
      storageGb: sql<number>`sum(${rentals.storageGb})::int`,
    })
    .from(rentals)
    .where(and(eq(rentals.clusterId, key.clusterId), eq(rentals.nodeName, key.name), isNull(rentals.goneAt)))
    .groupBy(rentals.offerId);
}
