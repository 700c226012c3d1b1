import { createConnection } from "node:net";
import { expect, test } from "vitest";
import { redisBinary, startRedis } from "./redis.ts";

test.skipIf(redisBinary() === undefined)("redis runs on loopback and is gone after close", async () => {
  const redis = await startRedis();
  if ("skip" in redis) throw new Error(redis.skip);
  await redis.close();
  const refused = new Promise((resolve) => createConnection(redis.port, "127.0.0.1").once("error", resolve));
  await expect(refused).resolves.toMatchObject({ code: "ECONNREFUSED" });
});

test("without a redis-server the answer is a reason to skip", async () => {
  const path = process.env.PATH;
  process.env.PATH = "";
  try {
    expect(await startRedis()).toEqual({ skip: expect.stringContaining("redis-server") });
  } finally {
    process.env.PATH = path;
  }
});
