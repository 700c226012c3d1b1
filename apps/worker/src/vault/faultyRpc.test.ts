import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setOperatorCall } from "@worldland/contracts/calls";
import { newSealKeys } from "@worldland/core/sealed";
import { readClock } from "@worldland/db/clock";
import { planVaultWork } from "@worldland/db/commands/planVaultWork";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { stopRental } from "@worldland/db/commands/stopRental";
import { CLUSTER } from "@worldland/db/testMarket";
import { reorganise } from "@worldland/testing/anvil";
import { BAD_WEATHER, drawFrom, type FaultyRpc, faultyRpc } from "@worldland/testing/faultyRpc";
import { rounds } from "@worldland/testing/rounds";
import { until } from "@worldland/testing/until";
import { parseEther, parseGwei } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KillPoint } from "../killPoint.ts";
import { rentalRow } from "../testing/books.ts";
import { expectMinedOnce } from "../testing/minedOnce.ts";
import { HOLD, lower, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { startProgram, type TestProcess } from "../testing/workerProcess.ts";

/** Rentals at once, and how often so many. */
const RENTALS = { atOnce: rounds(6, 20), waves: rounds(1, 10) };
/** Points at which the workers of the two keys die, one after the other, before one of each lives. */
const DEATHS: readonly KillPoint[] = [
  "after_nonce_reserved",
  "after_send",
  "after_plan",
  "after_replaced",
  "after_mirror",
];
const DEATHS_EACH = rounds(1, 25);
/** A worker that does not come by its point is killed wherever it is by then. */
const LIFE_MS = rounds(6_000, 12_000);
/** Reorgs and dear blocks, in turn. */
const GUSTS = rounds(4, 100_000);
/** Deeper than what is final here. */
const DEEPEST_REORG = 4;
const DEADLINE_MS = rounds(240_000, 1_200_000);

let m: VaultMarket;
let rpc: FaultyRpc;
let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  m = await startVaultMarket();
  rpc = await faultyRpc(m.rpcUrl, BAD_WEATHER, 20_261_125);
  folder = mkdtempSync(join(tmpdir(), "worldland-rpc-"));
  env = await workerEnv();
});
afterAll(async () => {
  await rpc.close();
  await m.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Its cluster is away: what is owed to the vault needs none. */
async function workerEnv(): Promise<Record<string, string>> {
  const cluster = { name: "c", cluster: { server: "https://127.0.0.1:9" } };
  const kubeconfig = {
    ...{ apiVersion: "v1", kind: "Config", clusters: [cluster], users: [{ name: "u", user: { token: "none" } }] },
    ...{ contexts: [{ name: "c", context: { cluster: "c", user: "u" } }], "current-context": "c" },
  };
  const KUBECONFIG = join(folder, "kubeconfig");
  writeFileSync(KUBECONFIG, JSON.stringify(kubeconfig));
  return {
    ...{ KUBECONFIG, CLUSTER_ID: CLUSTER, CLUSTER_ISOLATED: "true", NODE_PORT_TO: "31999", LOG_LEVEL: "info" },
    ...{ DATABASE_URL: m.url, RPC_URL: rpc.url, CHAIN_ID: `${m.domain.chainId}`, VAULT_ADDRESS: m.address },
    ...{ VAULT_START_BLOCK: `${m.deployment.blockNumber}`, CONFIRMATIONS: "2", CHAIN_POLL_MS: "100" },
    SSH_IMAGE: `ssh@sha256:${"0".repeat(64)}`,
    WORKER_PRIVATE_KEY: (await newSealKeys()).privateKey,
  };
}

/** One more operator of the vault, funded. */
async function secondKey() {
  const privateKey = generatePrivateKey();
  const { address } = privateKeyToAccount(privateKey);
  await m.send(m.owner, setOperatorCall(m.address, address, true));
  await m.chain.setBalance({ address, value: parseEther("1000") });
  return { privateKey, address };
}

/** Workers of one key that die one after the other, and then one that lives. */
async function dieAndLive(privateKey: string, first: number): Promise<TestProcess> {
  const more = { OPERATOR_PRIVATE_KEY: privateKey };
  for (let death = 0; death < DEATHS_EACH; death++) {
    const point = DEATHS[(first + death) % DEATHS.length] ?? "after_send";
    const worker = await startProgram("worker", { ...env, ...more, WORLDLAND_KILL_AT: point });
    const timer = setTimeout(() => void worker.kill(), LIFE_MS);
    const { signal } = await worker.process.ended;
    clearTimeout(timer);
    expect(signal, worker.log()).toBe("SIGKILL");
  }
  return startProgram("worker", { ...env, ...more });
}

/** Blocks of a second, some of them taken back, some of them dear; until told to be calm. */
function storm(draw: () => number) {
  let isOver = false;
  const counts = { reorgs: 0, spikes: 0 };
  const blow = async () => {
    await m.chain.setIntervalMining({ interval: 1 });
    for (let turn = 0; !isOver && turn < GUSTS; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1_000 + draw() * 2_000));
      if (turn % 2 === 0) {
        const depth = 1 + Math.floor(draw() * DEEPEST_REORG);
        await reorganise(m.rpcUrl, depth);
        counts.reorgs += 1;
      } else {
        await m.chain.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei("10") });
        counts.spikes += 1;
      }
    }
  };
  const blowing = blow();
  return {
    counts,
    async calm(): Promise<void> {
      isOver = true;
      await blowing;
    },
  };
}

/** From a click to the end of a rental that ran for a while, opened by `key`; answers its id. */
async function rentAndStop(customer: PrivateKeyAccount, key: { address: string }): Promise<bigint> {
  const { id } = await m.rent(customer);
  await planVaultWork(m.db, { operator: lower(key.address) });
  const isOpen = async () => (await rentalRow(m, id)).vaultState === "open";
  await until(`rental ${id} to be open`, isOpen, { deadlineMs: DEADLINE_MS, everyMs: 100 });
  await recordRentalEvent(m.db, { rentalId: id, who: "platform", event: { type: "provisioned" } });
  const at = await readClock(m.db);
  for (const seconds of [0, 1]) {
    const probe = { at: new Date(at.getTime() + seconds * 1000), good: true, podUid: "pod-1", restarts: 0 };
    await recordRentalEvent(m.db, { rentalId: id, who: "platform", event: { type: "probed", probe } });
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await stopRental(m.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  return id;
}

test("bad RPC, dear gas, dying workers, reorgs: each intent is mined once", { timeout: DEADLINE_MS * 2 }, async () => {
  const customers = [await m.customer(HOLD * 500n), await m.customer(HOLD * 500n)] as const;
  const second = await secondKey();
  await m.mine(2);
  const weather = storm(drawFrom(7));
  const living = Promise.all([dieAndLive(m.privateKeys.operator, 0), dieAndLive(second.privateKey, 1)]);
  const rentalIds: bigint[] = [];
  for (let wave = 0; wave < RENTALS.waves; wave++) {
    const renting = Array.from({ length: RENTALS.atOnce }, (_, index) =>
      rentAndStop(customers[index % 3 === 0 ? 0 : 1], index % 2 === 0 ? m.operator : second),
    );
    rentalIds.push(...(await Promise.all(renting)));
  }
  const workers = await living;
  await weather.calm();
  const isSettled = async () =>
    (await Promise.all(rentalIds.map((id) => rentalRow(m, id)))).every(({ settledAt }) => settledAt !== null);
  await until("everything to be settled", isSettled, { deadlineMs: DEADLINE_MS, everyMs: 200 });
  for (const worker of workers) expect(await worker.stop()).toBe(0);
  await m.chain.setIntervalMining({ interval: 0 });
  const keys = [m.operator.address, second.address];
  await expectMinedOnce(m, { keys, customers: customers.map(({ address }) => address), rentalIds });
  const { reorgs, spikes } = weather.counts;
  console.log(
    `${rentalIds.length} rentals, ${2 * DEATHS_EACH} workers killed, ${reorgs} reorgs, ${spikes} dear blocks; ${JSON.stringify(rpc.counts)}`,
  );
  const { droppedSends, lateSends, doubledSends } = rpc.counts;
  expect([droppedSends, lateSends, doubledSends].filter((met) => met === 0)).toEqual([]);
});
