import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { newSealKeys, seal } from "@worldland/core/sealed";
import type { WorkloadAccess } from "@worldland/core/workload";
import { approveNode } from "@worldland/db/commands/approveNode";
import { type OpenRental, openRental } from "@worldland/db/commands/openRental";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { setPrice } from "@worldland/db/commands/setPrice";
import { offersOfNode } from "@worldland/db/queries/worker/offersOfNode";
import type { RentalRow } from "@worldland/db/rows/rentalRow";
import { clickOf, SMALLEST } from "@worldland/db/testMarket";
import { connectCluster } from "@worldland/k8s/connectCluster";
import { login, type Ran, run } from "@worldland/k8s/test/login";
import { startTestCluster, type TestCluster, type TestClusterOptions, testNode } from "@worldland/testing/localCluster";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { until } from "@worldland/testing/until";
import type { PrivateKeyAccount } from "viem/accounts";
import { rentalRow } from "./books.ts";
import { lower, RATE, startVaultMarket, type VaultMarket } from "./vaultMarket.ts";
import { startProgram, type TestProcess } from "./workerProcess.ts";

export const WALK_CLUSTER = "walk";
export const WALK_NODE = "node-a";

export type Walk = Awaited<ReturnType<typeof startWalk>>;

export type WalkOptions = {
  readonly cluster?: TestClusterOptions;
  /** Real Redis for the queue; Postgres without it. */
  readonly redisUrl?: string;
};

/**
 * Everything one rental walks through, real: Postgres, a chain of one block a second with the vault, the local cluster
 * with one node of `provider`, and as many worker and signer processes as a test starts. Only web and API are absent:
 * clicks go straight to the commands.
 */
export async function startWalk(options: WalkOptions = {}) {
  const market = await startVaultMarket({ hasNode: false });
  const provider = lower(market.provider.address);
  const cluster = await startTestCluster({ nodes: [testNode(WALK_NODE, { provider })], ...options.cluster }).catch(
    async (error: unknown) => {
      await market.close();
      throw error;
    },
  );
  await market.chain.setIntervalMining({ interval: 1 });
  await registerProvider(market.db, { address: provider, name: "Provider", trusted: true });
  const keys = await newSealKeys();
  const env = workerEnv(market, cluster, keys.privateKey, options);
  const processes: TestProcess[] = [];
  const started = async (process: Promise<TestProcess>) => {
    const running = await process;
    processes.push(running);
    return running;
  };

  /** The cluster as the worker sees it, for looks of the test's own. */
  const kube = connectCluster({ id: WALK_CLUSTER, kubeconfigPath: cluster.kubeconfigPath, sshImage: cluster.sshImage });

  return {
    ...market,
    cluster,
    kube,
    env,
    /** Another worker process; `more` are variables of its own, e.g. WORLDLAND_KILL_AT. */
    worker: (more: Readonly<Record<string, string>> = {}) => started(startProgram("worker", { ...env, ...more })),
    signer: () => started(startProgram("signer", { ...signerEnv(env), DELEGATE_PRIVATE_KEY: market.privateKeys.key })),
    /** Waits until a worker has seen the node, and sets its price. */
    async openMarket(): Promise<void> {
      const key = { clusterId: WALK_CLUSTER, nodeName: WALK_NODE };
      const [offer] = await until(
        "the node's offer",
        async () => {
          const found = await offersOfNode(market.db, key);
          return found.length > 0 ? found : null;
        },
        { deadlineMs: 60_000 },
      );
      await approveNode(market.db, { clusterId: WALK_CLUSTER, name: WALK_NODE });
      const free = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };
      await setPrice(market.db, { provider, offerId: offer?.id ?? "", gpuRate: RATE, ...free });
    },
    /** The click, with an image of the local registry and access by a key. */
    async click(
      account: PrivateKeyAccount,
      access: Partial<WorkloadAccess> = {},
      more: Partial<OpenRental> = {},
    ): Promise<RentalRow> {
      const { order, signature } = await market.signedOrder(account);
      const plain: WorkloadAccess = {
        passwordHash: null,
        authorizedKeys: [`${SSH.public} test`],
        env: {},
        onStart: null,
        ...access,
      };
      const sealed = await seal(keys.publicKey, JSON.stringify(plain), order.rentalId.toString());
      const imageDigest = cluster.images[0] ?? "";
      const click = { order, signature, sealed, imageDigest, ...more };
      return openRental(market.db, clickOf(lower(account.address), SMALLEST, click));
    },
    /** Runs a command in a rental as its customer would: a real login as root by key. */
    async ssh(rental: RentalRow, command: string): Promise<Ran> {
      const fingerprint = rental.sshHostKey;
      const hostKey = (key: Buffer) =>
        `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}` === fingerprint;
      const place = { host: rental.sshHost ?? "", port: rental.sshPort, hostKey };
      const client = await login({ ...place, with: { privateKey: SSH.private } });
      try {
        return await run(client, command);
      } finally {
        client.end();
      }
    },
    /** Lets time pass for rows and blocks alike. Short enough for the meter's bridge: running rentals stay proven. */
    async stride(seconds: number): Promise<void> {
      await market.db.execute(`select app.advance(${seconds})`);
      await market.chain.increaseTime({ seconds });
    },
    /** Waits until the rental's row fits, and answers it. */
    until(what: string, rentalId: bigint, fits: (row: RentalRow) => boolean, deadlineMs = 60_000): Promise<RentalRow> {
      const look = async () => {
        const row = await rentalRow(market, rentalId);
        return fits(row) ? row : null;
      };
      return until(`rental ${rentalId} to be ${what}`, look, { deadlineMs });
    },
    async close(): Promise<void> {
      await Promise.all(processes.map((process) => process.kill()));
      kube.close();
      await cluster.close();
      await market.close();
    },
  };
}

/** Whose public half every click brings. */
const SSH = testSshKeys();

function workerEnv(market: VaultMarket, cluster: TestCluster, workerPrivateKey: string, options: WalkOptions) {
  const [from, to] = cluster.nodePortRange;
  return {
    DATABASE_URL: market.url,
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    RPC_URL: market.rpcUrl,
    CHAIN_ID: String(market.domain.chainId),
    VAULT_ADDRESS: market.address,
    VAULT_START_BLOCK: String(market.deployment.blockNumber),
    OPERATOR_PRIVATE_KEY: market.privateKeys.operator,
    KUBECONFIG: cluster.kubeconfigPath,
    CLUSTER_ID: WALK_CLUSTER,
    CLUSTER_ISOLATED: "true",
    SSH_IMAGE: cluster.sshImage,
    WORKER_PRIVATE_KEY: workerPrivateKey,
    JOIN_COMMAND: `${process.execPath} ${JOIN_SCRIPT}`,
    NODE_PORT_FROM: String(from),
    NODE_PORT_TO: String(to),
    CHAIN_POLL_MS: "100",
    CONFIRMATIONS: "2",
    LOG_LEVEL: "info",
  };
}

const JOIN_SCRIPT = fileURLToPath(new URL("../../../../tooling/cluster/src/bin/join.ts", import.meta.url));

function signerEnv({ DATABASE_URL, CHAIN_ID, VAULT_ADDRESS, LOG_LEVEL }: ReturnType<typeof workerEnv>) {
  return { DATABASE_URL, CHAIN_ID, VAULT_ADDRESS, LOG_LEVEL };
}
