import { testDatabase } from "@worldland/testing/testDatabase";
import { until } from "@worldland/testing/until";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Listening, listen } from "./listen.ts";

const database = await testDatabase();
const told: string[] = [];
let connections = 0;
let listening: Listening;
const client = new pg.Client(database.url);

beforeAll(async () => {
  await client.connect();
  listening = listen(
    database.url,
    "news",
    (payload) => told.push(payload),
    () => {
      connections += 1;
    },
  );
});
afterAll(async () => {
  await listening.close();
  await client.end();
  await database.drop();
});

test("what is told on the channel is heard, and nothing else", async () => {
  await until("the first connection", () => connections === 1);
  await client.query("select pg_notify('other', 'x'), pg_notify('news', 'one'), pg_notify('news', 'two')");
  await until("both", () => told.length === 2);
  expect(told).toEqual(["one", "two"]);
});

test("a connection that is cut is made again, and says so", async () => {
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'worldland-listen' and datname = current_database()",
  );
  await until("the second connection", () => connections === 2);
  await client.query("select pg_notify('news', 'three')");
  await until("the news", () => told.includes("three"));
});
