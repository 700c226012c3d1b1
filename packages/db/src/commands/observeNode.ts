import { newId } from "@worldland/core/id";
import { gpuKeyOf } from "@worldland/core/inventory";
import { secondsBetween } from "@worldland/core/time";
import type { NodeObservation } from "@worldland/core/workload";
import { and, eq } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { clusters } from "../schema/clusters.ts";
import { nodes } from "../schema/nodes.ts";
import { offers } from "../schema/offers.ts";
import { providers } from "../schema/providers.ts";
import { refreshOffers } from "../steps/refreshOffers.ts";

type NodeRow = typeof nodes.$inferSelect;

/** An unchanged node is written again only after this long, so that watching is cheap. */
const LAST_SEEN_EVERY_S = 30;

/**
 * Takes in one look at a node: its row, its offer, its inventory. A node without a provider is nobody's and stays
 * unknown. Its offer starts at the cluster's default price; nothing here overwrites a price.
 */
export async function observeNode(db: Database, seen: NodeObservation): Promise<void> {
  const { provider } = seen;
  if (provider === null) return;
  const [known] = await db.select().from(nodes).where(isNode(seen));
  const now = await readClock(db);
  if (known !== undefined && isUnchanged(known, seen) && secondsBetween(known.lastSeenAt, now) < LAST_SEEN_EVERY_S) {
    return;
  }
  await db.transaction(async (tx) => {
    await tx.insert(providers).values({ address: provider, name: provider }).onConflictDoNothing();
    const [before] = await tx.select().from(nodes).where(isNode(seen)).for("no key update");
    const isNewMachine = before !== undefined && before.uid !== seen.uid;
    await writeNode(tx, seen, provider, before, now);
    await addOffer(tx, seen, provider);
    await refreshOffers(tx, seen, isNewMachine);
    if (before === undefined || !isUnchanged(before, seen)) {
      await tellLive(tx, [{ wallet: provider, kind: "node", id: `${seen.clusterId}/${seen.name}` }]);
    }
  });
}

async function writeNode(
  tx: Executor,
  seen: NodeObservation,
  provider: string,
  before: NodeRow | undefined,
  now: Date,
): Promise<void> {
  const columns = { ...columnsOf(seen), provider, lastSeenAt: now };
  if (before !== undefined && before.uid === seen.uid) {
    await tx.update(nodes).set(columns).where(isNode(seen));
    return;
  }
  // A machine that comes back under an old name is another one: it is approved anew.
  const [owner] = await tx
    .select({ trusted: providers.trusted })
    .from(providers)
    .where(eq(providers.address, provider));
  const fresh = { ...columns, approvedAt: owner?.trusted ? now : null, maintenanceSince: null, joinedAt: now };
  await tx
    .insert(nodes)
    .values({ clusterId: seen.clusterId, name: seen.name, ...fresh })
    .onConflictDoUpdate({ target: [nodes.clusterId, nodes.name], set: fresh });
}

/** One offer per node and model. A node whose GPUs are not there yet has none. */
async function addOffer(tx: Executor, seen: NodeObservation, provider: string): Promise<void> {
  if (seen.gpuModel === null || seen.gpuCount === 0) return;
  const [cluster] = await tx.select().from(clusters).where(eq(clusters.id, seen.clusterId));
  await tx
    .insert(offers)
    .values({
      id: newId("off"),
      clusterId: seen.clusterId,
      nodeName: seen.name,
      provider,
      gpuModel: seen.gpuModel,
      gpuKey: gpuKeyOf(seen.gpuModel),
      vramMb: seen.vramMb ?? 0,
      region: seen.region,
      gpuRate: cluster?.defaultGpuRate ?? 0n,
      totalGpus: 0,
      freeGpus: 0,
      freeCpuCores: 0,
      freeMemoryGb: 0,
      freeStorageGb: 0,
    })
    .onConflictDoNothing();
}

function columnsOf(seen: NodeObservation) {
  const { uid, ready, cordoned, publicAddress, region, country, gpuModel, gpuCount, vramMb } = seen;
  const { cpuCores, memoryGb, storageGb, driverVersion, cudaVersion, simulated } = seen;
  return {
    ...{ uid, ready, cordoned, publicAddress, region, country, gpuModel, gpuCount, vramMb },
    ...{ cpuCores, memoryGb, storageGb, driverVersion, cudaVersion, simulated },
  };
}

function isUnchanged(known: NodeRow, seen: NodeObservation): boolean {
  const now = Object.entries({ ...columnsOf(seen), provider: seen.provider });
  const before = new Map<string, unknown>(Object.entries(known));
  return now.every(([column, value]) => before.get(column) === value);
}

function isNode(key: { clusterId: string; name: string }) {
  return and(eq(nodes.clusterId, key.clusterId), eq(nodes.name, key.name));
}
