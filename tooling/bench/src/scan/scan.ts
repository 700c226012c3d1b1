import { gpuVaultAbi } from "@worldland/contracts/abi";
import { adoptVault } from "@worldland/db/commands/adoptVault";
import { openDatabase } from "@worldland/db/database";
import { migrate } from "@worldland/db/migrate";
import { testDatabase } from "@worldland/testing/testDatabase";
import { catchUp } from "@worldland/worker/chain/catchUp";
import type { ReadingDeps } from "@worldland/worker/deps";
import { createLog } from "@worldland/worker/log";
import pg from "pg";
import { decodeEventLog } from "viem";
import type { Bench } from "../figure.ts";
import { withOwnPostgres } from "../ownPostgres.ts";
import { interleaved, median, timed } from "../pairs.ts";
import { type History, makeHistory } from "./history.ts";
import { memoryNode } from "./memoryNode.ts";

const PAIRS = 5;
const BLOCKS = 1_000;
const EVENTS_PER_BLOCK = 10;
const ROWS = 1_000;

/**
 * A fresh database catches up with a vault's past, beside what nobody can do without: decoding each log with viem, and
 * inserting the very rows that the mirror keeps of them (events, postings) into tables of the same shape in bulk. The
 * node is in memory for both. Balances, holds, settings and finality come on top, and are ours alone.
 */
export const scan: Bench = async (report) => {
  const history = makeHistory(BLOCKS, EVENTS_PER_BLOCK);
  await withOwnPostgres(async () => {
    const kept = await keptRows(history);
    const pairs = await interleaved(
      PAIRS,
      () => scanned(history),
      () => bare(history, kept),
    );
    const events = history.logs.length;
    report({
      figure: "rate of catching up",
      value: median(pairs.map(({ ours, theirs }) => theirs / ours)),
      unit: "x",
      ratio_to: "viem's decoding + bulk insert of the same rows",
      n: pairs.length,
    });
    report({ figure: "events", value: events / median(pairs.map(({ ours }) => ours)), unit: "/s", n: pairs.length });
    const floor = events / median(pairs.map(({ theirs }) => theirs));
    report({ figure: "events, decoded and inserted", value: floor, unit: "/s", n: pairs.length });
  });
  return undefined;
};

/** Lends a fresh database. */
async function withFresh<T>(work: (url: string) => Promise<T>): Promise<T> {
  const fresh = await testDatabase({ migrate });
  try {
    return await work(fresh.url);
  } finally {
    await fresh.drop();
  }
}

/** Seconds until everything is mirrored; `after` looks at the database. */
function scanned(history: History, after?: (url: string) => Promise<void>): Promise<number> {
  return withFresh(async (url) => {
    const { db, close } = openDatabase(url, { max: 4, name: "bench" });
    const { vault, blocks } = history;
    await adoptVault(db, { chainId: 31_337, vault, token: vault, confirmations: 12, startBlock: 1n });
    const deps: ReadingDeps = { db, log: createLog("bench", "silent"), chain: { vault, reader: memoryNode(history) } };
    const newestFinal = async () => BigInt(blocks);
    const seconds = await timed(() => catchUp(deps, 1n, BigInt(blocks), { newestFinal }));
    await after?.(url);
    await close();
    return seconds;
  });
}

/** A table's rows in order, each value as text, with the names and types of its columns. */
type Kept = {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
};

/** The rows that a mirror of the history holds. */
async function keptRows(history: History): Promise<Kept[]> {
  const kept: Kept[] = [];
  await scanned(history, (url) =>
    withClient(url, async (client) => {
      kept.push(await rowsOf(client, "vault_events", "block_number, log_index"));
      kept.push(await rowsOf(client, "postings", "id"));
    }),
  );
  const events = kept[0]?.rows.length ?? 0;
  if (events !== history.logs.length) throw new Error(`${events} of ${history.logs.length} events were mirrored`);
  return kept;
}

async function rowsOf(client: pg.Client, table: string, order: string): Promise<Kept> {
  const columns = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute
      where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
  );
  const texts = columns.rows.map(({ name }) => `${name}::text`).join(", ");
  const text = `select ${texts} from ${table} order by ${table}.${order.replace(", ", `, ${table}.`)}`;
  const found = await client.query<(string | null)[]>({ text, rowMode: "array" });
  return { table, columns: columns.rows, rows: found.rows };
}

/** Seconds for decoding every log and inserting as many rows as the mirror holds. */
function bare({ logs }: History, kept: readonly Kept[]): Promise<number> {
  return withFresh((url) =>
    withClient(url, (client) =>
      timed(async () => {
        for (const { topics, data } of logs) {
          const [signature = "0x", ...rest] = topics;
          decodeEventLog({ abi: gpuVaultAbi, topics: [signature, ...rest], data });
        }
        for (const table of kept) await insertAll(client, table);
      }),
    ),
  );
}

async function insertAll(client: pg.Client, { table, columns, rows }: Kept): Promise<void> {
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(", ");
  const insert = `insert into ${table} overriding system value select * from unnest(${arrays})`;
  for (let from = 0; from < rows.length; from += ROWS) {
    const some = rows.slice(from, from + ROWS);
    await client.query(
      insert,
      columns.map((_, index) => some.map((row) => row[index])),
    );
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
