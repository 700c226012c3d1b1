import type { ApiConfig } from "@worldland/api/config";
import type { WebEnv } from "../env.ts";

const CHAIN_NAMES: Readonly<Record<number, string>> = {
  103: "WorldLand",
  10395: "WorldLand testnet",
  31337: "Local network",
};

/** What the API is told, from the environment. */
export function apiConfigOf(env: WebEnv): ApiConfig {
  return {
    chainId: env.CHAIN_ID,
    chainName: env.CHAIN_NAME ?? CHAIN_NAMES[env.CHAIN_ID] ?? `Chain ${env.CHAIN_ID}`,
    vault: env.VAULT_ADDRESS,
    token: env.TOKEN_ADDRESS,
    delegate: env.DELEGATE_ADDRESS,
    symbol: env.TOKEN_SYMBOL,
    confirmations: env.CONFIRMATIONS,
    explorer: env.EXPLORER_URL ?? null,
    publicOrigin: env.PUBLIC_ORIGIN,
    workerPublicKey: env.WORKER_PUBLIC_KEY,
    sessionSecret: env.SESSION_SECRET,
    workloadSecret: env.WORKLOAD_SECRET ?? null,
    admins: env.ADMIN_ADDRESSES,
    freeEndsPerHour: env.FREE_ENDINGS_PER_HOUR,
    customImages: env.CUSTOM_IMAGES,
    rpcUrl: env.RPC_URL ?? null,
    clusterId: env.CLUSTER_ID,
    local: env.WORLDLAND_LOCAL,
  };
}
