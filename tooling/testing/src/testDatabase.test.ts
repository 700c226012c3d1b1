import pg from "pg";
import { expect, test } from "vitest";
import { SERVER_VARIABLE, testDatabase } from "./testDatabase.ts";

async function migrate(url: string) {
  const client = new pg.Client(url);
  await client.connect();
  await client.query("create table made_by (pid int); insert into made_by values (pg_backend_pid())");
  await client.end();
}

async function query(url: string, sql: string) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("databases asked for at the same time share one migration and nothing else", async () => {
  const [one, two] = await Promise.all([testDatabase({ migrate }), testDatabase({ migrate })]);
  const madeBy = await query(one.url, "select pid from made_by");
  expect(madeBy).toHaveLength(1);
  expect(await query(two.url, "select pid from made_by")).toEqual(madeBy);

  await query(one.url, "delete from made_by");
  expect(await query(two.url, "select pid from made_by")).toEqual(madeBy);
  await Promise.all([one.drop(), two.drop()]);
});

test("a dropped database is gone even while somebody is connected", async () => {
  const database = await testDatabase();
  const client = new pg.Client(database.url);
  const cut = new Promise((resolve) => client.on("error", resolve));
  await client.connect();
  await database.drop();
  await cut;
  await expect(query(database.url, "select 1")).rejects.toThrow("does not exist");
});

test("every test file of a run uses the one server", () => {
  expect(process.env[SERVER_VARIABLE]).toMatch(/^postgres:/);
});
