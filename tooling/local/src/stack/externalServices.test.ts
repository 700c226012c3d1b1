import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalCluster } from "@worldland/cluster/localCluster";
import { localImages } from "@worldland/cluster/pod/localImages";
import { deployVault } from "@worldland/contracts/deploy";
import { resolveImage } from "@worldland/db/commands/resolveImage";
import { createClient } from "@worldland/sdk/createClient";
import { startAnvil } from "@worldland/testing/anvil";
import { startRedis } from "@worldland/testing/redis";
import { testDatabase } from "@worldland/testing/testDatabase";
import { until } from "@worldland/testing/until";
import { type Hex, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runOverSsh } from "../demo/ssh.ts";
import { type Closers, closeAll } from "./closers.ts";
import { connectLocalChain } from "./connectLocalChain.ts";
import { takeNodePortSlice } from "./nodePortSlice.ts";
import type { ExternalServices } from "./options.ts";
import { localSshImage } from "./stackCluster.ts";
import type { Stack } from "./startStack.ts";
import { testStack } from "./testStack.ts";

// Everything by URL: a database, a Redis, a chain with a vault and a cluster that were there before.

const START_MS = 240_000;
const CUSTOMER_INDEX = 6;
const folder = mkdtempSync(join(tmpdir(), "worldland-external-"));
const closers: Closers = [async () => rmSync(folder, { recursive: true, force: true })];
const keys: Hex[] = [];
let stack: Stack;
let redisSkip: string | null = null;

beforeAll(async () => {
  const database = await testDatabase();
  closers.push(() => database.drop());
  const redis = await startRedis();
  if ("skip" in redis) redisSkip = redis.skip;
  else closers.push(() => redis.close());
  const external: ExternalServices = {
    databaseUrl: database.url,
    redisUrl: "skip" in redis ? null : redis.url,
    cluster: await aCluster(),
    chain: await aChain(),
  };
  stack = await testStack({ external });
  closers.push(() => stack.close());
}, START_MS);

afterAll(() => closeAll(closers, console.error), START_MS);

it(
  "runs a rental on services that were there before, seeding and stepping nothing",
  async (context) => {
    const { info } = stack;
    expect(info.wallets).toEqual([]);
    expect(stack.cluster).toBeNull();
    const image = localImages().find(({ recipe }) => recipe !== "ssh");
    if (image !== undefined) await resolveImage(stack.db, image);
    const owner = await enter(0);
    const { cluster, node } = await until("the node to ask for approval", async () => {
      const { nodes } = await owner.client.api.operator.pendingNodes.query({});
      return nodes[0];
    });
    await owner.client.api.operator.approveNode.mutate({ cluster, node });

    const { client, account, wallet } = await enter(CUSTOMER_INDEX);
    await client.vault.credited(await client.vault.deposit(wallet, 10n ** 18n));
    const [offer] = await until("its offer", async () => {
      const { offers } = await client.offers.market({ available: true });
      return offers.length > 0 ? offers : null;
    });
    const request = { ...{ gpu_count: 1, cpu_cores: 2, memory_gb: 8, storage_gb: 20 }, duration_hours: 1 };
    const password = "a password of mine";
    const job = await client.rentals.rent({ ...request, offer_id: offer?.offer_id, ssh_password: password }, account);
    const running = await client.rentals.wait(job.job_id, "running", { timeoutMs: 60_000 });
    expect(await runOverSsh(running, { password }, ["id -un"])).toEqual(["root"]);
    await client.rentals.stop(job.job_id);
    await client.rentals.wait(job.job_id, "settled", { timeoutMs: 60_000 });
    if (redisSkip !== null) context.skip(`the queue was in Postgres: ${redisSkip}`);
  },
  START_MS,
);

it(
  "refuses an operator that the vault does not know, in a sentence",
  async () => {
    const chain = { ...(await aChain()), operatorPrivateKey: null };
    const external = { databaseUrl: null, redisUrl: null, cluster: null, chain };
    await expect(testStack({ external })).rejects.toThrow(/is no operator of the vault .*its owner .* must name it/);
  },
  START_MS,
);

async function aChain() {
  const anvil = await startAnvil({ blockTimeS: 1 });
  closers.push(() => anvil.close());
  keys.splice(0, keys.length, ...anvil.accounts.map(({ privateKey }) => privateKey));
  const { reader, walletOf } = connectLocalChain(anvil.rpcUrl, anvil.chainId);
  const owner = walletOf(keyAt(0));
  const operatorPrivateKey = keyAt(1);
  const { address, blockNumber } = await deployVault({
    walletClient: owner,
    publicClient: reader,
    token: zeroAddress,
    owner: owner.account.address,
    feeRecipient: owner.account.address,
    feeBps: 500,
    operators: [privateKeyToAccount(operatorPrivateKey).address],
  });
  const { rpcUrl, chainId } = anvil;
  return { rpcUrl, chainId, vault: address, startBlock: blockNumber, operatorPrivateKey };
}

async function aCluster() {
  const slice = await takeNodePortSlice(0, join(folder, "slice"));
  closers.push(() => slice.release());
  const nodePorts = [slice.from, slice.to] as const;
  const gpu = { model: "RTX 4090", count: 1, vramMb: 24_564 };
  const anvilsFifth = "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc";
  const machine = {
    ...{ name: "here-1", region: "Here", country: "KR" },
    gpu,
    cpuCores: 8,
    memoryGb: 32,
    storageGb: 100,
  };
  const nodes = [{ ...machine, provider: anvilsFifth }];
  const cluster = await startLocalCluster({ stateDir: join(folder, "cluster"), nodePortRange: nodePorts, nodes });
  closers.push(() => cluster.close());
  return { kubeconfig: cluster.kubeconfigPath, sshImage: localSshImage(), nodePorts, isolated: true };
}

function keyAt(index: number): Hex {
  const key = keys[index];
  if (key === undefined) throw new Error(`no wallet ${index}`);
  return key;
}

async function enter(index: number) {
  const { info } = stack;
  const account = privateKeyToAccount(keyAt(index));
  const client = createClient({ url: info.api });
  await client.signIn(account);
  return { client, account, wallet: connectLocalChain(info.rpc, info.chainId).walletOf(keyAt(index)) };
}
