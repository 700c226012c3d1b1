import { createPublicClient, createTestClient, createWalletClient, defineChain, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** Clients of a local chain: to read, to control it, and wallets by their keys. */
export function connectLocalChain(rpcUrl: string, chainId: number) {
  const chain = defineChain({
    id: chainId,
    name: "WorldLand local",
    nativeCurrency: { name: "WorldLand", symbol: "WL", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const transport = http(rpcUrl);
  return {
    reader: createPublicClient({ chain, transport, pollingInterval: 100, cacheTime: 0 }),
    control: createTestClient({ chain, mode: "anvil", transport }),
    walletOf: (privateKey: `0x${string}`) =>
      createWalletClient({ account: privateKeyToAccount(privateKey), chain, transport, pollingInterval: 100 }),
  };
}

export type ChainClients = ReturnType<typeof connectLocalChain>;
