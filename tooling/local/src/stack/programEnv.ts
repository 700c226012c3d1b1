import { join } from "node:path";
import type { Bundles } from "@worldland/bundle/bundlePrograms";
import { privateKeyToAccount } from "viem/accounts";
import type { StackKeys } from "./keys.ts";
import { LOCAL_CHAIN_ID } from "./localChain.ts";
import { CHECKOUT, type StackOptions } from "./options.ts";
import type { Program } from "./programs.ts";
import type { StackChain } from "./stackChain.ts";
import type { StackCluster } from "./stackCluster.ts";

export const CLUSTER_ID = "default";

export type ProgramParts = {
  readonly options: StackOptions;
  readonly bundles: Bundles;
  readonly keys: StackKeys;
  readonly databaseUrl: string;
  readonly chain: StackChain;
  readonly cluster: StackCluster;
  /** Origin of the pages. */
  readonly web: string;
};

/** The three programs of the product with everything that each may know, and nothing more. */
export function programsOf(parts: ProgramParts): { worker: Program; signer: Program; web: Program } {
  const { programEnv } = parts.options;
  const script = (path: string) => join(CHECKOUT, path);
  return {
    worker: {
      name: "worker",
      script: parts.bundles.worker,
      cwd: CHECKOUT,
      env: { ...shared(parts), ...workerEnv(parts), ...programEnv.worker },
    },
    signer: {
      name: "signer",
      script: parts.bundles.signer,
      cwd: CHECKOUT,
      env: { ...shared(parts), DELEGATE_PRIVATE_KEY: parts.keys.delegatePrivateKey, ...programEnv.signer },
    },
    web: {
      name: "web",
      script: script("apps/web/server.ts"),
      cwd: script("apps/web"),
      env: { ...shared(parts), ...webEnv(parts), ...programEnv.web },
    },
  };
}

function shared({ databaseUrl, chain }: ProgramParts): Record<string, string> {
  return { DATABASE_URL: databaseUrl, CHAIN_ID: String(chain.chainId), VAULT_ADDRESS: chain.vault };
}

function redis({ options }: ProgramParts): Record<string, string> {
  const { redisUrl } = options.external;
  return redisUrl === null ? {} : { REDIS_URL: redisUrl };
}

function workerEnv(parts: ProgramParts): Record<string, string> {
  const { keys, chain, cluster } = parts;
  const [from, to] = cluster.nodePorts;
  return {
    ...redis(parts),
    RPC_URL: chain.rpcUrl,
    VAULT_START_BLOCK: String(chain.startBlock),
    OPERATOR_PRIVATE_KEY: chain.operatorPrivateKey,
    KUBECONFIG: cluster.kubeconfig,
    CLUSTER_ID,
    CLUSTER_ISOLATED: String(cluster.isolated),
    SSH_IMAGE: cluster.sshImage,
    ...(cluster.local === null ? {} : { JOIN_COMMAND: `node ${join(CHECKOUT, "tooling/bootstrap.mjs")} join` }),
    WORKER_PRIVATE_KEY: keys.workerPrivateKey,
    WORKLOAD_PORT: "0",
    WORKLOAD_SECRET: keys.workloadSecret,
    NODE_PORT_FROM: String(from),
    NODE_PORT_TO: String(to),
    CHAIN_POLL_MS: chain.chainId === LOCAL_CHAIN_ID ? "250" : "2000",
    CONFIRMATIONS: String(chain.confirmations),
  };
}

function webEnv(parts: ProgramParts): Record<string, string> {
  const { options, keys, chain, web } = parts;
  return {
    NODE_ENV: options.pages === "dev" ? "development" : "production",
    HOST: "127.0.0.1",
    PORT: new URL(web).port,
    PUBLIC_ORIGIN: web,
    PAGES: options.pages === "none" ? "off" : "on",
    TOKEN_ADDRESS: chain.token,
    CONFIRMATIONS: String(chain.confirmations),
    CLUSTER_ID,
    DELEGATE_ADDRESS: privateKeyToAccount(keys.delegatePrivateKey).address.toLowerCase(),
    WORKER_PUBLIC_KEY: keys.workerPublicKey,
    SESSION_SECRET: keys.sessionSecret,
    WORKLOAD_SECRET: keys.workloadSecret,
    ADMIN_ADDRESSES: chain.admin,
    RPC_URL: chain.rpcUrl,
    ...(chain.wallets.length > 0 ? localEnv(chain) : {}),
  };
}

/** What only a local network is told: test wallets, and no patience with people who try things out. */
function localEnv(chain: StackChain): Record<string, string> {
  return {
    WORLDLAND_LOCAL: "1",
    NEXT_PUBLIC_LOCAL_NETWORK: "1",
    LOCAL_WALLETS: JSON.stringify(chain.wallets),
    FREE_ENDINGS_PER_HOUR: "100000",
  };
}
