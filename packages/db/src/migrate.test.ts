import { statusOf } from "@worldland/core/rental/rental";
import { testDatabase } from "@worldland/testing/testDatabase";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readClock } from "./clock.ts";
import { type OpenDatabase, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";

let drop: () => Promise<void>;
let database: OpenDatabase;
beforeAll(async () => {
  const fresh = await testDatabase({ migrate });
  drop = fresh.drop;
  database = openDatabase(fresh.url);
});
afterAll(async () => {
  await database.close();
  await drop();
});

test("the application's clock moves only where the chain is the local one", async () => {
  await expect(database.db.execute(sql`select app.advance(60)`)).rejects.toThrow();
  await database.db.execute(sql`update app.clock set chain_id = 31337`);
  const before = await readClock(database.db);
  await database.db.execute(sql`select app.advance(600)`);
  const after = await readClock(database.db);
  expect(after.getTime() - before.getTime()).toBeGreaterThanOrEqual(600_000);
  await expect(database.db.execute(sql`select app.advance(-1)`)).rejects.toThrow();
});

test("the status that core derives is the database's generated column", async () => {
  const at = new Date("2026-01-01T00:00:00Z");
  const expression = await database.db.execute<{ e: string }>(
    sql`select generation_expression as e from information_schema.columns where table_name = 'rentals' and column_name = 'status'`,
  );
  const derived = expression.rows[0]?.e ?? "";
  for (let bits = 0; bits < 16; bits++) {
    const [endedAt, goneAt, startedAt, provisionedAt] = [8, 4, 2, 1].map((bit) => ((bits & bit) > 0 ? at : null));
    const facts = {
      endedAt: endedAt ?? null,
      goneAt: goneAt ?? null,
      startedAt: startedAt ?? null,
      provisionedAt: provisionedAt ?? null,
    };
    const { rows } = await database.db.execute<{ status: string }>(
      sql`select ${sql.raw(derived)} as status from (select ${facts.endedAt?.toISOString() ?? null}::timestamptz as ended_at, ${facts.goneAt?.toISOString() ?? null}::timestamptz as gone_at, ${facts.startedAt?.toISOString() ?? null}::timestamptz as started_at, ${facts.provisionedAt?.toISOString() ?? null}::timestamptz as provisioned_at) t`,
    );
    expect(rows[0]?.status).toBe(statusOf(facts));
  }
});
