import { createServer, type Server } from "node:http";
import { jobIdOf } from "@worldland/core/id";
import { readTicket } from "@worldland/core/workloadTicket";
import { readClock } from "@worldland/db/clock";
import { announceEndpoint, forgetEndpoint } from "@worldland/db/commands/announceEndpoint";
import { recordUsage } from "@worldland/db/commands/recordUsage";
import { stopRental } from "@worldland/db/commands/stopRental";
import { CLUSTER, RATE, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf, type TestApi, testApi } from "../testApi.ts";

// A worker that dies, or says what none would say here, cannot be had otherwise; a real one answers in apps/worker's tests.

const CUSTOMER = wallet(0xc1);
const LINE = { at: "2026-01-01T00:00:00.000000001Z", text: "hello" };

let api: TestApi;
let id: string;
let rentalId: bigint;
let worker: Server;
let url: string;
let says: { status: number; body: object };
const asked: string[] = [];

beforeAll(async () => {
  api = await testApi();
  await api.addNode();
  await api.deposit(CUSTOMER, RATE * 3600n);
  rentalId = (await api.rent(CUSTOMER)).id;
  id = jobIdOf(rentalId);
  worker = createServer(async (request, response) => {
    const ticket = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const read = await readTicket(api.config.workloadSecret ?? "", ticket, await readClock(api.db));
    asked.push(`${request.url} ${read?.use} ${read?.wallet} ${read?.rentalId === rentalId}`);
    response.writeHead(says.status, { "content-type": "application/json" }).end(JSON.stringify(says.body));
  });
  await new Promise<void>((resolve) => worker.listen(0, "127.0.0.1", resolve));
  const address = worker.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(async () => {
  worker.close();
  await api.close();
});

const logs = (more: { tail?: number; since?: string } = {}) => api.as(CUSTOMER).workloads.logs({ id, ...more });

test("what has not run yet has written nothing, nobody is asked, and it cannot be restarted", async () => {
  expect(await logs()).toEqual({ lines: [], status: "creating" });
  expect((await refusalOf(api.as(CUSTOMER).workloads.restart({ id }))).code).toBe("conflict");
});

test("the log comes from whichever worker of the cluster answers, by a ticket for this one rental", async () => {
  await api.start(rentalId);
  expect((await refusalOf(logs())).code).toBe("unavailable");
  await announceEndpoint(api.db, { url: "http://127.0.0.1:1", clusterId: CLUSTER });
  await announceEndpoint(api.db, { url, clusterId: CLUSTER });
  says = { status: 200, body: { lines: [LINE] } };
  for (let tries = 0; tries < 4; tries++) expect(await logs()).toEqual({ lines: [LINE], status: "running" });
  await logs({ tail: 5, since: LINE.at });
  const query = new URLSearchParams({ tail: "5", since: LINE.at });
  expect(asked.at(-1)).toBe(`/logs?${query} logs ${CUSTOMER} true`);
  expect(asked[0]).toBe(`/logs?tail=200 logs ${CUSTOMER} true`);
});

test("a worker that has no answer is no answer, and one that knows better is believed", async () => {
  says = { status: 503, body: {} };
  expect(await refusalOf(logs())).toMatchObject({ code: "unavailable", extra: { part: "worker" } });
  says = { status: 404, body: {} };
  await forgetEndpoint(api.db, "http://127.0.0.1:1");
  expect((await refusalOf(logs())).code).toBe("not_found");
});

test("its figures are in the units of what it has, and null where nothing is known", async () => {
  const used = {
    rentalId,
    cpuMillicores: 250,
    memoryBytes: 2 ** 30,
    diskBytes: null,
    gpuPercent: null,
    vramBytes: null,
  };
  await recordUsage(api.db, CLUSTER, [used]);
  const metrics = await api.as(CUSTOMER).workloads.metrics({ id });
  expect(metrics.limits).toEqual({ cpu_cores: 2, memory_bytes: 8 * 2 ** 30, disk_bytes: 20 * 2 ** 30 });
  expect(metrics.points).toMatchObject([
    { cpu_cores: 0.25, memory_bytes: 2 ** 30, disk_bytes: null, gpu_percent: null },
  ]);
});

test("a restart is asked for once, by whoever may write, and what has ended says nothing more", async () => {
  const { workloads } = api.as(CUSTOMER);
  expect((await workloads.restart({ id })).message).toContain("is being restarted.");
  expect((await workloads.restart({ id })).message).toContain("already");
  expect((await refusalOf(api.as(CUSTOMER, ["jobs:read"]).workloads.restart({ id }))).code).toBe("missing_scope");
  await stopRental(api.db, { rentalId, by: "customer", wallet: CUSTOMER });
  expect(await logs()).toEqual({ lines: [], status: "stopping" });
  expect((await refusalOf(workloads.restart({ id }))).code).toBe("conflict");
});
