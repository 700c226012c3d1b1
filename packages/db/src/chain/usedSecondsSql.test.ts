import { usedSecondsToReport } from "@worldland/core/rental/settlement";
import { testDatabase } from "@worldland/testing/testDatabase";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenDatabase, openDatabase } from "../database.ts";
import { migrate } from "../migrate.ts";
import { type RentalRow, rentalOf } from "../rows/rentalRow.ts";
import { opening, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { usedSecondsSql } from "./usedSecondsSql.ts";

let database: OpenDatabase;
let drop: () => Promise<void>;
/** A rental as it is, to be given other facts. */
let row: RentalRow;
beforeAll(async () => {
  const market: TestMarket = await testMarket();
  await market.addNode();
  await market.deposit(wallet(0xc1), 10n ** 18n);
  row = await market.rent(wallet(0xc1));
  await market.chain.mine([opening(row)]);
  await market.close();
  const fresh = await testDatabase({ migrate });
  drop = fresh.drop;
  database = openDatabase(fresh.url);
});
afterAll(async () => {
  await database.close();
  await drop();
});

const OPENED = Date.parse("2026-01-01T00:00:00.250Z");
/** Milliseconds after the opening. */
const instant = fc.integer({ min: -5_000, max: 100_000 });
const facts = fc.record({
  openedMs: fc.constantFrom(0, 700),
  stoppedMs: fc.option(instant),
  endMs: instant,
  provenS: fc.option(fc.integer({ min: 0, max: 120 })),
  usedS: fc.constantFrom(0, 1, 50),
  durationS: fc.constantFrom(30, 3600),
});

test("the database counts the seconds to report as core does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 100 }), async (all) => {
      const rows = all.map(({ openedMs, stoppedMs, endMs, provenS, usedS, durationS }): RentalRow => {
        const at = (ms: number | null) => (ms === null ? null : new Date(OPENED + ms));
        const probe = { badSince: null, badUntil: null, podUid: "pod", restarts: 0 };
        const meter = provenS === null ? null : { provenS, lastGoodAt: new Date(OPENED).toISOString(), ...probe };
        const vault = {
          vaultState: "open",
          vaultUsedS: usedS,
          vaultOpenedAt: at(openedMs),
          vaultStoppedAt: at(stoppedMs),
        } as const;
        return { ...row, ...vault, meter, durationS, endedAt: at(endMs) };
      });
      const values = rows.map(
        (
          one,
          index,
        ) => sql`(${index}::int, ${one.vaultUsedS}::int, ${one.durationS}::int, ${JSON.stringify(one.meter)}::jsonb,
          ${one.vaultOpenedAt?.toISOString()}::timestamptz, ${one.vaultStoppedAt?.toISOString() ?? null}::timestamptz,
          ${one.endedAt?.toISOString()}::timestamptz)`,
      );
      const counted = await database.db.execute<{ seconds: number }>(sql`
        select ${usedSecondsSql(sql`r.ended_at`)} as seconds
          from (values ${sql.join(values, sql`, `)})
               as r (i, vault_used_s, duration_s, meter, vault_opened_at, vault_stopped_at, ended_at)
         order by r.i`);
      const expected = rows.map((one) => usedSecondsToReport(rentalOf(one, []), new Date(OPENED)));
      expect(counted.rows.map(({ seconds }) => seconds)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
