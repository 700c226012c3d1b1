import { localImages } from "@worldland/cluster/pod/localImages";
import { parseWl, ratePerSecondNearest } from "@worldland/core/money";
import { approveNode } from "@worldland/db/commands/approveNode";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { resolveImage } from "@worldland/db/commands/resolveImage";
import { setPrice } from "@worldland/db/commands/setPrice";
import type { Database } from "@worldland/db/database";
import { offersOfNode } from "@worldland/db/queries/worker/offersOfNode";
import type { AnvilAccount } from "@worldland/testing/anvil";
import { until } from "@worldland/testing/until";
import { SEED } from "./seed.ts";

/** Providers and images of the local network, before its nodes come up. Safe to repeat. */
export async function seedBeforeNodes(db: Database, accounts: readonly AnvilAccount[]): Promise<void> {
  for (const { reference, digest } of localImages()) await resolveImage(db, { reference, digest });
  for (const provider of SEED) {
    const address = accounts[provider.walletIndex]?.address.toLowerCase();
    if (address !== undefined) await registerProvider(db, { address, name: provider.name, trusted: true });
  }
}

/** Approval and first prices, once the worker has seen the nodes. A price its provider changed since is left alone. */
export async function seedAfterNodes(
  db: Database,
  accounts: readonly AnvilAccount[],
  clusterId: string,
): Promise<void> {
  for (const provider of SEED) {
    const address = accounts[provider.walletIndex]?.address.toLowerCase();
    if (address === undefined) continue;
    for (const node of provider.nodes) {
      const offers = await until(
        `the offer of ${node.name}`,
        async () => {
          const found = await offersOfNode(db, { clusterId, nodeName: node.name });
          return found.length > 0 ? found : null;
        },
        { deadlineMs: 60_000 },
      );
      await approveNode(db, { clusterId, name: node.name });
      for (const offer of offers) {
        if (offer.wasPriced) continue;
        const gpuRate = ratePerSecondNearest(parseWl(node.wlPerGpuHour) ?? 0n);
        await setPrice(db, {
          provider: address,
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
