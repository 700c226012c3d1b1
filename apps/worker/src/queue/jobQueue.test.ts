import type { Nudge } from "@worldland/core/jobs";
import { startRedis } from "@worldland/testing/redis";
import { testDatabase } from "@worldland/testing/testDatabase";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectJobQueue, type JobQueue, type Processors } from "./jobQueue.ts";

const redis = await startRedis();
const database = await testDatabase();
afterAll(async () => {
  if (!("skip" in redis)) await redis.close();
  await database.drop();
});

const backends = [
  { name: "Postgres", redisUrl: null, absent: null },
  "skip" in redis
    ? { name: "Redis", redisUrl: null, absent: redis.skip }
    : { name: "Redis", redisUrl: redis.url, absent: null },
];

describe.each(backends)("the queue on $name", ({ redisUrl, absent }) => {
  let queue: JobQueue;
  const started: string[] = [];
  const running = new Map<string, () => void>();
  const processors: Processors<null> = {
    "rental.reconcile": async (_, { rentalId }) => {
      started.push(rentalId);
      if (rentalId === "7") await new Promise<void>((done) => running.set(`${rentalId}#${started.length}`, done));
      if (rentalId === "13") throw new Error("broken");
    },
    "vault.advance": async () => undefined,
    "node.reconcile": async (_, { nodeName }) => void started.push(nodeName),
  };
  beforeAll(async () => {
    if (absent !== null) return;
    queue = await connectJobQueue({ redisUrl, databaseUrl: database.url });
    queue.process(processors, null, () => undefined);
  });
  afterAll(() => queue?.close());

  test("runs what it is given", async (context) => {
    if (absent !== null) return context.skip(absent);
    await queue.add([reconcile("1"), reconcile("2"), { name: "node.reconcile", payload: { nodeName: "n1" } }]);
    await until("all three jobs", () => ["1", "2", "n1"].every((id) => started.includes(id)));
  });

  test("runs equal nudges that come while one is active exactly once more", async (context) => {
    if (absent !== null) return context.skip(absent);
    await queue.add([reconcile("7")]);
    await until("the first run", () => running.size === 1);
    await queue.add([reconcile("7")]);
    await queue.add([reconcile("7"), reconcile("7")]);
    for (const done of running.values()) done();
    await until("the second run", () => running.size === 2);
    for (const done of running.values()) done();
    await queue.add([reconcile("8")]);
    await until("the last job", () => started.includes("8"));
    expect(started.filter((id) => id === "7")).toHaveLength(2);
  });

  test("takes the same nudge again after it failed", async (context) => {
    if (absent !== null) return context.skip(absent);
    await queue.add([reconcile("13")]);
    await until("the failing run", () => started.includes("13"));
    await until("another run", async () => {
      await queue.add([reconcile("13")]);
      return started.filter((id) => id === "13").length >= 2;
    });
  });
});

function reconcile(rentalId: string): Nudge {
  return { name: "rental.reconcile", payload: { rentalId } };
}
