import { rounds } from "@worldland/testing/rounds";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testStorm } from "../testing/storm/testStorm.ts";
import { PROVIDER, type TestMarket, testMarket } from "../testMarket.ts";

const WORKERS = 64;
const OPERATIONS = rounds(400, 10_000);

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket({ connections: WORKERS });
});
afterAll(() => market.close());

test("64 workers at once: the ledger sums to zero after every transaction, nobody is overdrawn, none waits in a circle", async () => {
  const options = { workers: WORKERS, operations: OPERATIONS, random: Math.random };
  const { done, refused, faults, deadlocks, checks, wrong } = await testStorm(market, options);
  const operations = [...done.values()].reduce((sum, count) => sum + count, 0);
  console.log(`ledger: ${operations} operations by ${WORKERS} workers, ${checks} looks`, done, refused);
  expect({ faults, deadlocks, wrong }).toEqual({ faults: [], deadlocks: 0, wrong: [] });
  expect(operations).toBeGreaterThanOrEqual(OPERATIONS);
  expect(checks).toBeGreaterThan(OPERATIONS / 2);
  // There was something to quarrel about, and every kind of money moved.
  expect([...refused.keys()]).toContain("click: insufficient_balance");
  for (const kind of ["click", "open", "extended", "settle", "close", "grant"])
    expect(done.get(kind)).toBeGreaterThan(0);
  // The look does see: money out of nothing does not commit.
  const forged = sql`update ledger_accounts set balance = balance + 1 where name = ${`account:${PROVIDER}`}`;
  await expect(market.db.execute(forged)).rejects.toThrow();
});
