import { localImages } from "@worldland/cluster/pod/localImages";
import { parseWl, ratePerSecondNearest } from "@worldland/core/money";
import { approveNode } from "@worldland/db/commands/approveNode";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { resolveImage } from "@worldland/db/commands/resolveImage";
import { setPrice } from "@worldland/db/commands/setPrice";
import type { Database } from "@worldland/db/database";
import { offersOfNode } from "@worldland/db/queries/worker/offersOfNode";
import { until } from "@worldland/testing/until";
import { CLUSTER_ID } from "./programEnv.ts";
import { SEED } from "./seed.ts";

/** Lower-case address of the provider with that index in the seed. */
type ProviderAt = (walletIndex: number) => string;

/** Providers and images of the local network, before its nodes come up. Safe to repeat. */
export async function seedBeforeNodes(db: Database, providerAt: ProviderAt): Promise<void> {
  for (const { reference, digest } of localImages()) await resolveImage(db, { reference, digest });
  for (const provider of SEED) {
    await registerProvider(db, { address: providerAt(provider.walletIndex), name: provider.name, trusted: true });
  }
}

/** Approval and first prices, once the worker has seen the nodes. A price its provider changed since is left alone. */
export async function seedAfterNodes(db: Database, providerAt: ProviderAt): Promise<void> {
  for (const provider of SEED) {
    for (const node of provider.nodes) {
      const offers = await until(
        `the offer of ${node.name}`,
        async () => {
          const found = await offersOfNode(db, { clusterId: CLUSTER_ID, nodeName: node.name });
          return found.length > 0 ? found : null;
        },
        { deadlineMs: 120_000 },
      );
      await approveNode(db, { clusterId: CLUSTER_ID, name: node.name });
      for (const offer of offers) {
        if (offer.wasPriced) continue;
        const gpuRate = ratePerSecondNearest(parseWl(node.wlPerGpuHour) ?? 0n);
        await setPrice(db, {
          provider: providerAt(provider.walletIndex),
          offerId: offer.id,
          gpuRate,
          cpuRate: 0n,
          memoryRate: 0n,
          storageRate: 0n,
        });
      }
    }
  }
}
