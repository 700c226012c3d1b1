import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type Breakable, breakable } from "./breakable.ts";

/** Postgres through Drizzle. Tables are imported one by one; there is no schema object to drag along. */
export type Database = NodePgDatabase & { readonly $client: pg.Pool };
/** A database or a transaction of it: what commands and queries take. */
export type Executor = Pick<
  Database,
  "select" | "insert" | "update" | "delete" | "execute" | "selectDistinct" | "transaction" | "$count"
>;

export type OpenDatabase = Pick<Breakable, "breakOff"> & {
  readonly db: Database;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  readonly max?: number;
  readonly name?: string;
  /** How long to wait for a connection; left out: for ever. */
  readonly connectMs?: number;
  /** Role that every connection takes on; left out: the one of the URL. */
  readonly role?: string;
};

/** Opens a pool of at most `max` connections. Statements are cut off after 10 s, idle transactions after 15 s. */
export function openDatabase(url: string, options: DatabaseOptions = {}): OpenDatabase {
  const { stream, breakOff } = breakable();
  const pool = new pg.Pool({
    connectionString: url,
    stream,
    max: options.max ?? 10,
    application_name: options.name ?? "worldland",
    ...(options.role === undefined ? {} : { options: `-c role=${options.role}` }),
    connectionTimeoutMillis: options.connectMs ?? 0,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 15_000,
    // Lets a command send its next statement before the last one is answered; see pipelined.ts. Types do not know it.
    ...{ pipeline: true },
  });
  // A dropped idle connection is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  // So would one that drops between two statements of a transaction: the next statement is told.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return {
    db: Object.assign(drizzle(pool), { transaction: transactionOn(pool) }),
    pool,
    breakOff,
    close: () => pool.end(),
  };
}

/**
 * Drizzle's own, but for one thing: its connection goes back to the pool even when not so much as `begin` came through.
 * Else every outage would cost the pool the connections that it caught at that moment.
 */
function transactionOn(pool: pg.Pool): Database["transaction"] {
  return async (work, config) => {
    const client = await pool.connect();
    try {
      return await drizzle(client).transaction(work, config);
    } finally {
      client.release();
    }
  };
}
