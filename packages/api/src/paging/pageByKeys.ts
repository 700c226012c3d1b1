import type { ApiConfig } from "../config.ts";
import { type CursorScope, readCursor, writeCursor } from "./cursor.ts";

type Page<Row> = { readonly rows: readonly Row[]; readonly next_cursor: string | null };

/**
 * One page of a list whose order takes several keys: reads one row more than asked, to know whether another page follows. `keysOf` names
 * the place of a row in the list's order, `keyCount` how many keys that are. Refuses `invalid_request` for a cursor of
 * anything else.
 */
export async function pageByKeys<Row>(
  { sessionSecret }: Pick<ApiConfig, "sessionSecret">,
  { scope, cursor, limit }: { scope: CursorScope; cursor: string | undefined; limit: number },
  {
    read,
    keysOf,
    keyCount,
  }: {
    read: (after: readonly string[] | null, limit: number) => Promise<readonly Row[]>;
    keysOf: (row: Row) => readonly string[];
    keyCount: number;
  },
): Promise<Page<Row>> {
  const after = readCursor(sessionSecret, scope, cursor, keyCount);
  const found = await read(after, limit + 1);
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, next_cursor: last === undefined ? null : writeCursor(sessionSecret, scope, keysOf(last)) };
}
