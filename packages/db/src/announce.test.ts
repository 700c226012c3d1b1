import { testDatabase } from "@worldland/testing/testDatabase";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { announce } from "./announce.ts";
import { type OpenDatabase, openDatabase } from "./database.ts";
import { type Listening, listen } from "./listen.ts";

let fresh: Awaited<ReturnType<typeof testDatabase>>;
let database: OpenDatabase;
let listening: Listening;
const heard: string[] = [];
beforeAll(async () => {
  fresh = await testDatabase();
  database = openDatabase(fresh.url, { max: 4 });
  await new Promise<void>((resolve) => {
    listening = listen(fresh.url, "news", (payload) => heard.push(payload), resolve);
  });
});
afterAll(async () => {
  await listening.close();
  await database.close();
  await fresh.drop();
});

test("a hundred announcements at once are all heard and cost two statements at most", async () => {
  const query = database.pool.query.bind(database.pool);
  let statements = 0;
  Object.assign(database.pool, {
    query: (asked: Parameters<typeof query>[0]) => {
      statements++;
      return query(asked);
    },
  });
  const payloads = Array.from({ length: 100 }, (_, index) => `${index}`);
  await Promise.all(payloads.map((payload) => announce(database.db, [{ channel: "news", payload }])));
  Object.assign(database.pool, { query });
  await until("all news", () => heard.length === 100);
  expect(heard.toSorted()).toEqual(payloads.toSorted());
  expect(statements).toBeLessThanOrEqual(2);
});

test("news that cannot be told is lost without a word, and the next is told", async () => {
  heard.splice(0);
  database.breakOff();
  await announce(database.db, [{ channel: "news", payload: "a word longer than Postgres takes".repeat(300) }]);
  await announce(database.db, [{ channel: "news", payload: "afterwards" }]);
  await until("the next", () => heard.includes("afterwards"));
});
