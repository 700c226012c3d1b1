import { larger, smaller } from "@worldland/core/money";
import { scannedHead } from "@worldland/db/queries/chain/scannedHead";
import { type RpcAnswer, type RpcCall, type RpcProxy, startRpcProxy } from "@worldland/testing/rpcProxy";
import { createPublicClient, http, type Log } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChainDeps } from "../deps.ts";
import { copyClicks, freshMirror, mirrorOf } from "../testing/mirrors.ts";
import { straightAt } from "../testing/straightAt.ts";
import { HOLD, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { adoptOwnVault } from "./adoptOwnVault.ts";
import { catchUp } from "./catchUp.ts";
import { createPace } from "./pace.ts";
import { scanChain } from "./scanChain.ts";

const NEAR = 64n;
let m: VaultMarket;
let watched: Awaited<ReturnType<typeof mirrorOf>>;
beforeAll(async () => {
  m = await startVaultMarket();
  const vault = straightAt(m);
  const customer = await m.customer(HOLD * 2n);
  await vault.grant(customer, m.key.address, HOLD, (await vault.now()) + 1_000_000);
  const rentalId = await vault.open(customer, {}, m.key);
  for (let some = 0; some < 8; some++) await vault.deposit(customer, 1n);
  // Straight from a good node, what happens one block after the other.
  await scanChain(m.deps);
  await m.chain.mine({ blocks: 700 });
  await scanChain(m.deps);
  await m.pass(60);
  await vault.settle(rentalId, 50, true);
  await scanChain(m.deps);
  watched = await mirrorOf(m);
  await m.chain.mine({ blocks: Number(NEAR) });
});
afterAll(() => m.close());

/** A range asked for, and whether it was answered. */
type Asked = { readonly blocks: bigint; readonly answered: boolean };

/** A fresh mirror that catches up behind a node as bad as `answer` makes it; no wait is waited. */
async function caughtUpBehind(answer: (call: RpcCall, pass: () => Promise<RpcAnswer>) => Promise<RpcAnswer>) {
  const asked: Asked[] = [];
  const waits: number[] = [];
  const proxy: RpcProxy = await startRpcProxy(m.rpcUrl, async (call, pass) => {
    const answered = await answer(call, pass);
    const blocks = blocksOf(call);
    if (blocks !== null) asked.push({ blocks, answered: "result" in answered });
    return answered;
  });
  try {
    return await freshMirror(m, async (fresh) => {
      await copyClicks(m, fresh, 3600);
      await adoptOwnVault(fresh);
      const reader = createPublicClient({ chain: m.client.chain, transport: http(proxy.url, { retryCount: 0 }) });
      const behind: ChainDeps = { ...fresh, chain: { ...fresh.chain, reader } };
      const head = await m.client.getBlockNumber();
      const pace = createPace({ sleep: async (ms) => waits.push(ms) });
      const newestFinal = async () => head - NEAR;
      const outcome = await catchUp(behind, fresh.chain.startBlock, head - NEAR, { newestFinal, pace }).catch(
        (cause: unknown) => cause,
      );
      return { outcome, asked, waits, mirror: await mirrorOf(fresh), scanned: await scannedHead(fresh.db) };
    });
  } finally {
    await proxy.close();
  }
}

/** How many blocks' logs are asked for; null: something else is. */
function blocksOf({ method, params: [filter] }: RpcCall): bigint | null {
  if (method !== "eth_getLogs" || typeof filter !== "object" || filter === null) return null;
  if (!("fromBlock" in filter && "toBlock" in filter)) return null;
  return BigInt(String(filter.toBlock)) - BigInt(String(filter.fromBlock)) + 1n;
}

function expectWatched({ outcome, mirror }: Awaited<ReturnType<typeof caughtUpBehind>>): void {
  expect(outcome).toBeUndefined();
  expect(mirror).toEqual(watched);
}

const isRefused = { error: { code: -32_005, message: "query returned more than 10000 results" } } as const;

test("a node that refuses long ranges is asked for shorter ones, and for longer ones again where it answers", async () => {
  let limit = 60n;
  const caught = await caughtUpBehind(async (call, pass) => {
    const blocks = blocksOf(call);
    if (blocks !== null && blocks > limit) return isRefused;
    if (blocks !== null) limit += 20n;
    return pass();
  });
  expectWatched(caught);
  const answered = caught.asked.filter((one) => one.answered).map(({ blocks }) => blocks);
  expect(caught.asked[0]).toMatchObject({ answered: false });
  expect(answered.reduce(larger)).toBeGreaterThanOrEqual(4n * (answered[0] ?? 0n));
  // Not every second question is one too many.
  expect(caught.asked.filter((one) => !one.answered).length).toBeLessThan(8);
});

test("a node that counts logs is asked for as many blocks as hold few enough", async () => {
  const caught = await caughtUpBehind(async (call, pass) => {
    const answer = await pass();
    if (blocksOf(call) === null || !("result" in answer) || !Array.isArray(answer.result)) return answer;
    return answer.result.length > 4 ? isRefused : answer;
  });
  expectWatched(caught);
  expect(caught.asked.map(({ blocks }) => blocks).reduce(smaller)).toBeLessThanOrEqual(8n);
});

test("a node that answers 429 is left alone, longer from time to time, and no range is cut for it", async () => {
  const refusals = new Map<string, number>();
  const caught = await caughtUpBehind(async (call, pass) => {
    const question = JSON.stringify(call);
    const refused = refusals.get(question) ?? 0;
    refusals.set(question, refused + 1);
    return refused < 3 ? { status: 429 } : pass();
  });
  expectWatched(caught);
  expect(caught.waits.slice(0, 3)).toEqual([250, 500, 1000]);
  expect(new Set(caught.asked.map(({ blocks }) => blocks)).size).toBe(1);
});

test("a node that answers nothing any more is given up after a while, and what was mirrored before stays", async () => {
  let ranges = 3;
  const caught = await caughtUpBehind(async (call, pass) => {
    const blocks = blocksOf(call);
    if (blocks !== null && blocks > 100n) return isRefused;
    if (blocks !== null) ranges -= 1;
    return ranges < 0 ? { status: 503 } : pass();
  });
  expect(caught.outcome).toBeInstanceOf(Error);
  expect(caught.scanned?.number).toBeGreaterThan(m.deps.chain.startBlock);
  expect(caught.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(30_000);
  expect(caught.waits.at(-1)).toBe(5_000);
});

test("logs of other contracts that a node slips in, and logs it took back, are nobody's", async () => {
  const caught = await caughtUpBehind(async (call, pass) => {
    const answer = await pass();
    if (blocksOf(call) === null || !("result" in answer) || !Array.isArray(answer.result)) return answer;
    const logs: Log[] = answer.result;
    const foreign = logs.map((log) => ({ ...log, address: m.provider.address, logIndex: "0x77" }));
    const removed = logs.map((log) => ({ ...log, removed: true, logIndex: "0x78" }));
    return { result: [...foreign, ...logs, ...removed] };
  });
  expectWatched(caught);
});
