import type { MarketInput, SearchInput } from "@worldland/core/wire/provider";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { setPrice } from "@worldland/db/commands/setPrice";
import { stopRental } from "@worldland/db/commands/stopRental";
import { PROVIDER, RATE, wallet } from "@worldland/db/testMarket";
import { testApi } from "../testApi.ts";

export const SECOND = wallet(0xa2);
export const THIRD = wallet(0xa3);
export const CUSTOMER = wallet(0xc1);

/** Three providers; who has what, at which multiple of RATE. */
const NODES = [
  { name: "a-4090", provider: PROVIDER, gpuModel: "RTX 4090", gpuCount: 4, times: 4n, region: "Seoul", country: "KR" },
  { name: "a-3090", provider: PROVIDER, gpuModel: "RTX 3090", gpuCount: 2, times: 2n, region: "Seoul", country: "KR" },
  { name: "b-4090", provider: SECOND, gpuModel: "RTX 4090", gpuCount: 8, times: 3n, region: "Mainz", country: "DE" },
  { name: "b-a100", provider: SECOND, gpuModel: "A100 80GB", gpuCount: 1, times: 9n, region: "Paris", country: "FR" },
  { name: "c-t4", provider: THIRD, gpuModel: "Tesla T4", gpuCount: 4, times: 1n, region: "Iowa", country: "US" },
] as const;

/** A marketplace of three providers, and short ways to ask it. */
export async function testMarketplace() {
  const api = await testApi();
  await registerProvider(api.db, { address: SECOND, name: "Second", trusted: true });
  await registerProvider(api.db, { address: THIRD, name: "Third", trusted: true });
  const offerOf = new Map<string, string>();
  for (const { times, ...seen } of NODES) {
    const vramMb = seen.gpuModel === "A100 80GB" ? 81_920 : seen.gpuModel === "Tesla T4" ? 15_360 : 24_564;
    const small = seen.name === "c-t4" ? { cpuCores: 32, memoryGb: 64, storageGb: 400 } : {};
    const { offerId } = await api.addNode({ ...seen, vramMb, ...small });
    offerOf.set(seen.name, offerId);
    const free = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };
    await setPrice(api.db, { provider: seen.provider, offerId, gpuRate: RATE * times, ...free });
  }
  await api.deposit(CUSTOMER, RATE * 10n ** 9n);
  const search = (input: Partial<SearchInput> = {}) => api.anybody.providers.search(input);
  const market = (input: Partial<MarketInput> = {}) => api.anybody.offers.market(input);
  return {
    ...api,
    search,
    market,
    /** The id of a node's offer. */
    offerOf: (node: string) => offerOf.get(node) ?? "",
    /** Who was found, with the nodes of his offers. */
    async found(input: Partial<SearchInput>): Promise<[string, string[]][]> {
      const { providers } = await search(input);
      return providers.map(({ provider_id, offers }) => [provider_id, offers.map(({ node }) => node)]);
    },
    nodesIn: async (input: Partial<MarketInput>) => (await market(input)).offers.map(({ node }) => node),
    /** Ends a rental by its customer or provider, with nothing left of it. */
    async end(rentalId: bigint, by: "customer" | "provider", address: string): Promise<void> {
      await stopRental(api.db, { rentalId, by, wallet: address });
      await recordRentalEvent(api.db, { rentalId, who: "cluster", event: { type: "workload_gone" } });
    },
  };
}
