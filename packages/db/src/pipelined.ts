import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import type { Database, Executor } from "./database.ts";

/** A transaction that need not wait for one answer before it asks the next. */
export type Pipeline = {
  /** The same transaction for what does wait. */
  readonly tx: Executor;
  send<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]>;
  /** Sends the last statement with the commit behind it; where it fails, the commit is a rollback. */
  sendLast<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]>;
};

// With a name they take the way of all statements, on which what is said together leaves together.
const BEGIN = { name: "begin", text: "begin" };
const COMMIT = { name: "commit", text: "commit" };
const ROLLBACK = { name: "rollback", text: "rollback" };

/**
 * Runs a transaction whose `begin` and first statements travel together, and its last with the commit: two waits for
 * the network in place of one for each statement. Await what is sent together with `Promise.all`. Work that neither
 * sends a last statement nor throws is rolled back.
 */
export async function pipelined<Result>(db: Database, work: (pipeline: Pipeline) => Promise<Result>): Promise<Result> {
  const client = await db.$client.connect();
  let isCommitting = false;
  const send: Pipeline["send"] = async <Row extends pg.QueryResultRow>(query: pg.QueryConfig) =>
    (await client.query<Row>(query)).rows;
  const sendLast: Pipeline["sendLast"] = async <Row extends pg.QueryResultRow>(query: pg.QueryConfig) => {
    isCommitting = true;
    const [rows] = await Promise.all([send<Row>(query), client.query(COMMIT)]);
    return rows;
  };
  const pipeline: Pipeline = {
    get tx() {
      return drizzle(client);
    },
    send,
    sendLast,
  };
  try {
    const [, result] = await Promise.all([client.query(BEGIN), work(pipeline)]);
    return result;
  } finally {
    // What cannot roll back is a broken connection, which the pool replaces.
    if (!isCommitting) await client.query(ROLLBACK).catch(() => undefined);
    client.release();
  }
}
