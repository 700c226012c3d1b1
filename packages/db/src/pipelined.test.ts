import { testDatabase } from "@worldland/testing/testDatabase";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type OpenDatabase, openDatabase } from "./database.ts";
import { pipelined } from "./pipelined.ts";

const insert = (id: number) => ({ text: "insert into things (id) values ($1)", values: [id] });
const COUNT = { text: "select count(*)::int as things from things" };

let fresh: Awaited<ReturnType<typeof testDatabase>>;
let database: OpenDatabase;
beforeAll(async () => {
  fresh = await testDatabase();
  database = openDatabase(fresh.url, { max: 1 });
  await database.pool.query("create table things (id int primary key)");
});
beforeEach(async () => {
  await database.pool.query("truncate things");
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const things = async () => (await database.pool.query<{ things: number }>(COUNT)).rows[0]?.things;

test("what is sent together is answered in its order, and the last statement commits", async () => {
  const seen = await pipelined(database.db, async (pipeline) => {
    const [, [before]] = await Promise.all([pipeline.send(insert(1)), pipeline.send<{ things: number }>(COUNT)]);
    await pipeline.sendLast(insert(2));
    return before?.things;
  });
  expect(seen).toBe(1);
  expect(await things()).toBe(2);
});

test("whatever fails or is refused takes everything with it and leaves the connection fit", async () => {
  const refused = pipelined(database.db, async (pipeline) => {
    await pipeline.send(insert(1));
    throw new Error("refused");
  });
  await expect(refused).rejects.toThrow("refused");
  const failedInBetween = pipelined(database.db, (pipeline) =>
    Promise.all([pipeline.send(insert(1)), pipeline.send(insert(1)), pipeline.send(COUNT)]),
  );
  await expect(failedInBetween).rejects.toMatchObject({ code: "23505" });
  const failedLast = pipelined(database.db, async (pipeline) => {
    await pipeline.send(insert(1));
    await pipeline.sendLast(insert(1));
  });
  await expect(failedLast).rejects.toMatchObject({ code: "23505" });
  expect(await things()).toBe(0);
});

test("work that sends no last statement is not kept", async () => {
  await pipelined(database.db, (pipeline) => pipeline.send(insert(1)));
  expect(await things()).toBe(0);
});

test("a connection cut in the middle fails the work and is replaced", async () => {
  const cut = pipelined(database.db, async (pipeline) => {
    await pipeline.send(insert(1));
    database.breakOff();
    await pipeline.sendLast(insert(2));
  });
  await expect(cut).rejects.toThrow();
  expect(await things()).toBe(0);
});
