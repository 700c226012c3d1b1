import { planSettlements } from "@worldland/db/commands/planSettlements";
import { planVaultWork } from "@worldland/db/commands/planVaultWork";
import { sql } from "drizzle-orm";
import type { Bench, Report } from "../figure.ts";
import { withOwnPostgres } from "../ownPostgres.ts";
import { interleaved, median, timed } from "../pairs.ts";
import { type ActiveRentals, activeRentals, OPERATOR } from "./activeRentals.ts";

const RENTALS = 100_000;
const TICKS = 10;
const PAIRS = 5;
/** Rows of the row-by-row comparison; its time is multiplied up. */
const ONE_BY_ONE = 5_000;

/**
 * Billing over many active rentals: what a tick writes when nothing is due, and what it takes to settle all of them at
 * once, beside raw UPDATEs of the same rows.
 */
export const billing: Bench = async (report) => {
  await withOwnPostgres(async () => {
    const active = await activeRentals(RENTALS);
    try {
      await settleAll(report, active);
      await tickInVain(report, active);
    } finally {
      await active.close();
    }
  });
  return undefined;
};

/** Everything was settled just now: nothing is due. */
async function tickInVain(report: Report, active: ActiveRentals): Promise<void> {
  const { db, raw, tidy } = active;
  await planSettlements(db, { operator: OPERATOR });
  await raw.query("update vault_intents set state = 'confirmed'");
  await tidy();
  const before = await rowsWritten(active);
  const seconds: number[] = [];
  for (let tick = 0; tick < TICKS; tick++) {
    seconds.push(
      await timed(async () => {
        await planVaultWork(db, { operator: OPERATOR });
        await planSettlements(db, { operator: OPERATOR });
      }),
    );
  }
  const at = `nothing due of ${RENTALS}`;
  report({ figure: `rows written, ${at}`, value: (await rowsWritten(active)) - before, unit: "rows", n: TICKS });
  report({ figure: `tick, ${at}`, value: median(seconds) * 1000, unit: "ms", n: TICKS });
}

async function settleAll(report: Report, { db, raw, tidy }: ActiveRentals): Promise<void> {
  const ours = async () => {
    const seconds = await timed(async () => {
      const planned = await planSettlements(db, { operator: OPERATOR });
      if (planned !== RENTALS) throw new Error(`${planned} settlements were planned of ${RENTALS}`);
    });
    await raw.query("delete from vault_intents where kind = 'settle'");
    await tidy();
    return seconds;
  };
  const undone = async (seconds: number) => {
    await raw.query("update rentals set vault_used_s = 0 where vault_used_s <> 0");
    await tidy();
    return seconds;
  };
  const asOne = async () => undone(await timed(() => raw.query("update rentals set vault_used_s = vault_used_s + 1")));
  const { rows } = await raw.query<{ id: string }>(`select id from rentals limit ${ONE_BY_ONE}`);
  const update = "update rentals set vault_used_s = vault_used_s + 1 where id = $1";
  const oneByOne = async () => {
    const seconds = await timed(async () => {
      for (const { id } of rows) await raw.query({ name: "one", text: update, values: [id] });
    });
    return undone((seconds * RENTALS) / ONE_BY_ONE);
  };
  for (const [theirs, name] of [
    [asOne, "one raw UPDATE of the same rows"],
    [oneByOne, "a raw UPDATE for each row"],
  ] as const) {
    const pairs = await interleaved(PAIRS, ours, theirs);
    const value = median(pairs.map((pair) => pair.ours / pair.theirs));
    report({ figure: `settling all ${RENTALS}`, value, unit: "x", ratio_to: name, n: PAIRS });
    report({ figure: name, value: median(pairs.map((pair) => pair.theirs)), unit: "s", n: PAIRS });
  }
}

/** Rows inserted, changed and deleted so far by the product's connections, whatever the table. */
async function rowsWritten({ db, raw }: ActiveRentals): Promise<number> {
  // Each connection reports its own at the end of a statement.
  await Promise.all([1, 2].map(() => db.execute(sql`select pg_stat_force_next_flush(), pg_sleep(0.1)`)));
  await raw.query("select pg_stat_force_next_flush()");
  const { rows } = await raw.query<{ written: string }>(
    "select sum(n_tup_ins + n_tup_upd + n_tup_del) as written from pg_stat_user_tables",
  );
  return Number(rows[0]?.written ?? 0);
}
