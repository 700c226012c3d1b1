import { testDatabase } from "@worldland/testing/testDatabase";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenDatabase, openDatabase } from "./database.ts";

let drop: () => Promise<void>;
let database: OpenDatabase;
beforeAll(async () => {
  const fresh = await testDatabase();
  drop = fresh.drop;
  database = openDatabase(fresh.url, { max: 2, name: "test" });
});
afterAll(async () => {
  await database.close();
  await drop();
});

const one = () => database.db.transaction(async (tx) => (await tx.execute<{ one: number }>("select 1 as one")).rows);

test("transactions whose connection breaks at any moment cost the pool nothing", async () => {
  const outcomes = new Set<string>();
  for (let steps = 0; steps < 20; steps++) {
    // An idle connection takes the next transaction at once.
    await one();
    const broken = one().then(
      () => "done",
      () => "broken",
    );
    for (let step = 0; step < steps; step++) await Promise.resolve();
    database.breakOff();
    outcomes.add(await broken);
  }
  expect(outcomes).toContain("broken");
  expect(await one()).toEqual([{ one: 1 }]);
  expect(database.pool.totalCount - database.pool.idleCount).toBe(0);
});
