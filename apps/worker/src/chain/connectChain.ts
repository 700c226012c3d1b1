import { createPublicClient, defineChain, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { ChainClients } from "../deps.ts";

const RPC_TIMEOUT_MS = 10_000;

/** Clients of the configured chain. Connects to nothing yet: the chain may be away when the worker starts. */
export function connectChain(env: {
  RPC_URL: string;
  CHAIN_ID: number;
  VAULT_ADDRESS: `0x${string}`;
  OPERATOR_PRIVATE_KEY: `0x${string}`;
  CONFIRMATIONS: number;
  MAX_FEE_PER_GAS_WEI: bigint;
  VAULT_START_BLOCK: bigint;
}): ChainClients {
  const chain = defineChain({
    id: env.CHAIN_ID,
    name: "WorldLand",
    nativeCurrency: { name: "WorldLand", symbol: "WL", decimals: 18 },
    rpcUrls: { default: { http: [env.RPC_URL] } },
  });
  const transport = http(env.RPC_URL, { timeout: RPC_TIMEOUT_MS, retryCount: 1 });
  return {
    id: env.CHAIN_ID,
    reader: createPublicClient({ chain, transport, cacheTime: 0 }),
    operator: privateKeyToAccount(env.OPERATOR_PRIVATE_KEY),
    vault: env.VAULT_ADDRESS,
    confirmations: env.CONFIRMATIONS,
    feeCap: env.MAX_FEE_PER_GAS_WEI,
    startBlock: env.VAULT_START_BLOCK,
  };
}
