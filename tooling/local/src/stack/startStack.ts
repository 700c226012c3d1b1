import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type LocalCluster, startLocalCluster } from "@worldland/cluster/localCluster";
import { localImages } from "@worldland/cluster/pod/localImages";
import { adoptVault } from "@worldland/db/commands/adoptVault";
import { type OpenDatabase, openDatabase } from "@worldland/db/database";
import { migrate } from "@worldland/db/migrate";
import { freePort } from "@worldland/testing/ports";
import { startPostgres } from "@worldland/testing/postgres";
import { until } from "@worldland/testing/until";
import { zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { buildWeb } from "./buildWeb.ts";
import { loadKeys } from "./keys.ts";
import { LOCAL_CHAIN_ID, startLocalChain } from "./localChain.ts";
import { type NodePortSlice, takeNodePortSlice } from "./nodePortSlice.ts";
import { CHECKOUT, type StackOptions } from "./options.ts";
import { type Program, type RunningProgram, runProgram } from "./programs.ts";
import { SEED } from "./seed.ts";
import { seedAfterNodes, seedBeforeNodes } from "./seedNetwork.ts";
import { type StackWallet, stackWallets, WALLET_INDEX } from "./wallets.ts";

/** What `.local/stack.json` says, field by field. */
export type StackInfo = {
  readonly web: string;
  readonly api: string;
  readonly rpc: string;
  readonly chainId: number;
  readonly vault: string;
  readonly token: string;
  readonly kubeconfig: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly wallets: readonly StackWallet[];
};

export type Stack = {
  readonly info: StackInfo;
  readonly infoPath: string;
  /** The embedded cluster; null where a real one is used. */
  readonly cluster: LocalCluster | null;
  readonly programs: { readonly worker: RunningProgram; readonly signer: RunningProgram; readonly web: RunningProgram };
  close(): Promise<void>;
};

const CLUSTER_ID = "default";
/** The event's own block and one more: the local chain makes a block a second. */
const LOCAL_CONFIRMATIONS = 2;

/** Brings up the whole product on embedded parts (or real ones by URL), in order, and takes it down in reverse. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer().catch((error) => options.say(String(error)));
  };
  try {
    return { ...(await bringUp(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUp(options: StackOptions, closers: (() => Promise<unknown>)[]): Promise<Omit<Stack, "close">> {
  const { say, stateDir } = options;
  if (options.fresh) rmSync(stateDir, { recursive: true, force: true });
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const infoPath = join(stateDir, "stack.json");
  rmSync(infoPath, { force: true });
  const keys = loadKeys(stateDir);
  const building = options.dev ? Promise.resolve() : buildWeb(say);
  building.catch(() => undefined);

  say("  database …");
  const database = await openParts(options, closers);
  say("  chain and vault …");
  const chain = await startLocalChain(options, keys, database.db);
  closers.push(() => chain.anvil.close());
  const { accounts } = chain.anvil;
  await adoptVault(database.db, {
    chainId: LOCAL_CHAIN_ID,
    vault: chain.vault.toLowerCase(),
    token: zeroAddress,
    confirmations: LOCAL_CONFIRMATIONS,
    startBlock: chain.startBlock,
  });
  await seedBeforeNodes(database.db, accounts);

  say("  cluster and nodes …");
  const slice = await takeNodePortSlice(options.nodePortFrom);
  closers.push(() => slice.release());
  const cluster = await startCluster(options, slice, accounts);
  closers.push(() => cluster.close());

  await building;
  say("  worker, signer, web …");
  const port = options.port > 0 ? options.port : await freePort();
  const web = `http://127.0.0.1:${port}`;
  const delegate = privateKeyToAccount(keys.delegatePrivateKey).address.toLowerCase();
  const shared = {
    DATABASE_URL: database.url,
    CHAIN_ID: String(LOCAL_CHAIN_ID),
    VAULT_ADDRESS: chain.vault,
    ...(options.external.redisUrl === null ? {} : { REDIS_URL: options.external.redisUrl }),
  };
  const wallets = stackWallets(accounts);
  const run = async (program: Program) => {
    const running = await runProgram(program, stateDir);
    closers.push(() => running.stop());
    return running;
  };
  const worker = await run({
    name: "worker",
    script: join(CHECKOUT, "apps/worker/src/bin/worker.ts"),
    cwd: CHECKOUT,
    env: {
      ...shared,
      RPC_URL: chain.anvil.rpcUrl,
      OPERATOR_PRIVATE_KEY: keys.operatorPrivateKey,
      KUBECONFIG: cluster.kubeconfigPath,
      CLUSTER_ID,
      SSH_IMAGE: sshImage(),
      WORKER_PRIVATE_KEY: keys.workerPrivateKey,
      NODE_PORT_FROM: String(slice.from),
      NODE_PORT_TO: String(slice.to),
      CHAIN_POLL_MS: "250",
      CONFIRMATIONS: String(LOCAL_CONFIRMATIONS),
    },
  });
  const signer = await run({
    name: "signer",
    script: join(CHECKOUT, "apps/worker/src/bin/signer.ts"),
    cwd: CHECKOUT,
    env: { ...shared, DELEGATE_PRIVATE_KEY: keys.delegatePrivateKey },
  });
  const webProgram = await run({
    name: "web",
    script: join(CHECKOUT, "apps/web/server.ts"),
    cwd: join(CHECKOUT, "apps/web"),
    env: {
      ...shared,
      NODE_ENV: options.dev ? "development" : "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      PUBLIC_ORIGIN: web,
      TOKEN_ADDRESS: zeroAddress,
      CONFIRMATIONS: String(LOCAL_CONFIRMATIONS),
      DELEGATE_ADDRESS: delegate,
      WORKER_PUBLIC_KEY: keys.workerPublicKey,
      SESSION_SECRET: keys.sessionSecret,
      ADMIN_ADDRESSES: accounts[WALLET_INDEX.owner]?.address.toLowerCase() ?? "",
      FREE_ENDINGS_PER_HOUR: "100000",
      NODE_PORT_FROM: String(slice.from),
      NODE_PORT_TO: String(slice.to),
      NEXT_PUBLIC_LOCAL_NETWORK: "1",
      WORLDLAND_LOCAL: "1",
      RPC_URL: chain.anvil.rpcUrl,
      LOCAL_WALLETS: JSON.stringify(wallets),
      JOIN_COMMAND: `node ${join(CHECKOUT, "tooling/bootstrap.mjs")} join`,
    },
  });
  await seedAfterNodes(database.db, accounts, CLUSTER_ID);
  await until("the page to answer", async () => (await fetch(`${web}/ready`)).ok, { deadlineMs: 60_000, everyMs: 100 });
  const info: StackInfo = {
    web,
    api: web,
    rpc: chain.anvil.rpcUrl,
    chainId: LOCAL_CHAIN_ID,
    vault: chain.vault,
    token: zeroAddress,
    kubeconfig: cluster.kubeconfigPath,
    databaseUrl: database.url,
    redisUrl: options.external.redisUrl,
    wallets,
  };
  writeFileSync(infoPath, JSON.stringify(info, null, 2), { mode: 0o600 });
  closers.push(async () => rmSync(infoPath, { force: true }));
  return { info, infoPath, cluster, programs: { worker, signer, web: webProgram } };
}

async function openParts(
  options: StackOptions,
  closers: (() => Promise<unknown>)[],
): Promise<OpenDatabase & { url: string }> {
  let url = options.external.databaseUrl;
  if (url === null) {
    const postgres = await startPostgres({
      dataDir: join(options.stateDir, "postgres"),
      durable: true,
      ...(options.postgresPort > 0 ? { port: options.postgresPort } : {}),
    });
    closers.push(() => postgres.close());
    url = postgres.url;
  }
  await migrate(url);
  const database = openDatabase(url, { max: 4, name: "worldland-start" });
  closers.push(() => database.close());
  return { ...database, url };
}

async function startCluster(
  options: StackOptions,
  slice: NodePortSlice,
  accounts: readonly { address: string }[],
): Promise<LocalCluster> {
  return startLocalCluster({
    stateDir: join(options.stateDir, "cluster"),
    nodePortRange: [slice.from, slice.to],
    ...(options.clusterPort > 0 ? { port: options.clusterPort } : {}),
    nodes: SEED.flatMap((provider) =>
      provider.nodes.map((node) => ({
        name: node.name,
        provider: accounts[provider.walletIndex]?.address.toLowerCase() ?? "",
        region: node.region,
        country: node.country,
        gpu: node.gpu,
        cpuCores: node.cpuCores,
        memoryGb: node.memoryGb,
        storageGb: node.storageGb,
      })),
    ),
  });
}

function sshImage(): string {
  const image = localImages().find(({ reference }) => reference.endsWith("/ssh"));
  if (image === undefined) throw new Error("The local registry has no ssh image.");
  return `${image.reference}@${image.digest}`;
}
