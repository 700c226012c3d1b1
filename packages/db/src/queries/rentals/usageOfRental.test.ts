import type { WorkloadUsage } from "@worldland/core/workload";
import { afterAll, beforeAll, expect, test } from "vitest";
import { announceEndpoint, forgetEndpoint } from "../../commands/announceEndpoint.ts";
import { recordUsage } from "../../commands/recordUsage.ts";
import { restartRental } from "../../commands/restartRental.ts";
import { tidyUp } from "../../commands/tidyUp.ts";
import { CLUSTER, RATE, type TestMarket, testMarket, wallet } from "../../testMarket.ts";
import { reachWorkload } from "../workloads/reachWorkload.ts";
import { usageOfRental } from "./usageOfRental.ts";

const CUSTOMER = wallet(0xc1);
const ANOTHER = wallet(0xc2);

let market: TestMarket;
let rentalId: bigint;
beforeAll(async () => {
  market = await testMarket();
  await market.addNode();
  await market.deposit(CUSTOMER, RATE * 3600n * 3n);
  rentalId = (await market.rent(CUSTOMER)).id;
});
afterAll(() => market.close());

const look = (change: Partial<WorkloadUsage> = {}): WorkloadUsage => ({
  ...{ rentalId, cpuMillicores: 500, memoryBytes: 2 ** 33, diskBytes: 1000, gpuPercent: null, vramBytes: null },
  ...change,
});

const read = (minutes: number, customer = CUSTOMER) => usageOfRental(market.db, { customer, rentalId, minutes });

test("a look counts once, however many workers take it; a longer span has fewer points, the mean of each step", async () => {
  expect((await read(60))?.points).toEqual([]);
  await recordUsage(market.db, CLUSTER, [look()]);
  await recordUsage(market.db, CLUSTER, [look()]);
  await recordUsage(market.db, "another cluster", [look({ cpuMillicores: 1 })]);
  await market.advance(30);
  await recordUsage(market.db, CLUSTER, [look({ cpuMillicores: 1500, memoryBytes: null }), look({ rentalId: 7n })]);
  const hour = await read(60);
  expect(hour?.stepS).toBe(30);
  expect(hour?.points.length).toBeLessThanOrEqual(2);
  const all = (await read(24 * 60))?.points ?? [];
  const mean = all.reduce((sum, { cpuMillicores }) => sum + (cpuMillicores ?? 0), 0) / all.length;
  expect(mean).toBe(1000);
  expect(all[0]).toMatchObject({ memoryBytes: 2 ** 33, gpuPercent: null, vramBytes: null });
});

test("nobody sees what another's rental uses, and after a day nobody does", async () => {
  expect(await read(60, ANOTHER)).toBeNull();
  await market.advance(86_500);
  await tidyUp(market.db);
  expect((await read(24 * 60))?.points).toEqual([]);
});

test("only workers of the rental's cluster that gave a sign of life are asked, and only for its customer", async () => {
  const url = "http://127.0.0.1:1";
  await announceEndpoint(market.db, { url, clusterId: CLUSTER });
  await announceEndpoint(market.db, { url, clusterId: CLUSTER });
  await announceEndpoint(market.db, { url: "http://127.0.0.1:2", clusterId: "another" });
  await announceEndpoint(market.db, { url: "http://127.0.0.1:3", clusterId: CLUSTER });
  await market.db.execute("update worker_endpoints set at = at - interval '1 minute' where url like '%:3'");
  expect(await reachWorkload(market.db, CUSTOMER, rentalId)).toMatchObject({ clusterId: CLUSTER, workers: [url] });
  expect(await reachWorkload(market.db, ANOTHER, rentalId)).toBeNull();
  await forgetEndpoint(market.db, url);
  expect((await reachWorkload(market.db, CUSTOMER, rentalId))?.workers).toEqual([]);
});

test("another's rental cannot be restarted, nor one that does not run", async () => {
  await expect(restartRental(market.db, { rentalId, wallet: ANOTHER })).rejects.toMatchObject({ code: "not_found" });
  await expect(restartRental(market.db, { rentalId, wallet: CUSTOMER })).rejects.toMatchObject({ code: "conflict" });
});
