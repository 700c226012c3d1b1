import { afterAll, beforeAll, expect, test } from "vitest";
import { pendingJoins } from "../queries/worker/pendingJoins.ts";
import { CLUSTER, PROVIDER, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { askNodeJoin } from "./askNodeJoin.ts";
import { expireNodeJoins } from "./expireNodeJoins.ts";
import { finishNodeJoin } from "./finishNodeJoin.ts";
import { storeJoinLine } from "./storeJoinLine.ts";
import { takeJoinLine } from "./takeJoinLine.ts";
import { takeOutbox } from "./takeOutbox.ts";

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket();
});
afterAll(() => market.close());

const ask = (provider = PROVIDER) => askNodeJoin(market.db, { provider, clusterId: CLUSTER, sealedTo: "page's key" });

test("a join is asked for, its line made once and read once by its provider, and finished when the node came", async () => {
  await expect(ask(wallet(0xee))).rejects.toMatchObject({ code: "not_found" });
  const { nodeName } = await ask();
  const nudges = (await takeOutbox(market.db, 100)).map(({ nudge }) => nudge);
  expect(nudges).toContainEqual({ name: "node.reconcile", payload: { nodeName } });
  expect(await takeJoinLine(market.db, { provider: PROVIDER, nodeName })).toBeNull();
  expect(await storeJoinLine(market.db, { nodeName, tokenId: "abcdef", line: "sealed" })).toBe(true);
  expect(await storeJoinLine(market.db, { nodeName, tokenId: "ghijkl", line: "other" })).toBe(false);
  expect(await takeJoinLine(market.db, { provider: wallet(0xee), nodeName })).toBeNull();
  const readings = await Promise.all([1, 2, 3].map(() => takeJoinLine(market.db, { provider: PROVIDER, nodeName })));
  expect(readings.filter((line) => line !== null)).toEqual(["sealed"]);
  expect(await pendingJoins(market.db, CLUSTER)).toMatchObject([
    { nodeName, provider: PROVIDER, tokenId: "abcdef", sealedTo: "page's key" },
  ]);
  await finishNodeJoin(market.db, nodeName);
  expect(await pendingJoins(market.db, CLUSTER)).toEqual([]);
});

test("a join that nobody finished expires with its token, and its line is gone", async () => {
  const { nodeName } = await ask();
  await storeJoinLine(market.db, { nodeName, tokenId: "expire", line: "sealed" });
  expect(await expireNodeJoins(market.db)).toEqual([]);
  await market.advance(901);
  expect(await takeJoinLine(market.db, { provider: PROVIDER, nodeName })).toBeNull();
  expect(await expireNodeJoins(market.db)).toEqual(["expire"]);
  expect(await storeJoinLine(market.db, { nodeName, tokenId: "again1", line: "late" })).toBe(false);
});

test("a provider has only so many joins under way at once", async () => {
  for (let count = 0; count < 20; count++) await ask();
  await expect(ask()).rejects.toMatchObject({ code: "rate_limited" });
});
