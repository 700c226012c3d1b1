import { createHash } from "node:crypto";
import type pg from "pg";
import type { Database } from "./database.ts";

/** Values of a statement under construction. The text never holds anything that came from outside. */
export class Values {
  readonly list: unknown[] = [];

  /** Takes a value in; answers the place that stands for it, cast to a Postgres type. */
  add(value: unknown, type: string): string {
    this.list.push(value);
    return `$${this.list.length}::${type}`;
  }
}

/**
 * Runs hot SQL by hand. `isNamed` keeps it prepared on its connection: only for texts of which there are few, since
 * each is kept for as long as the connection lives.
 */
export async function runStatement<Row extends pg.QueryResultRow>(
  db: Database,
  { text, values, isNamed }: { text: string; values: Values; isNamed: boolean },
): Promise<Row[]> {
  const name = isNamed ? { name: createHash("sha1").update(text).digest("base64url") } : {};
  return (await db.$client.query<Row>({ ...name, text, values: values.list })).rows;
}
