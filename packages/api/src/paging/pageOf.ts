import { type CursorScope, readCursor, writeCursor } from "./cursor.ts";

/** One page of a list whose rows fall by one integer key. */
export type Page = {
  /** Rows must be older than this key; null: from the newest. */
  readonly before: bigint | null;
  /** How many rows to fetch: one more than are shown, which tells whether a page follows. */
  readonly fetch: number;
  cut<Row>(rows: readonly Row[], keyOf: (row: Row) => bigint): { shown: readonly Row[]; next_cursor: string | null };
};

/** The page that `input` asks for. Refuses `invalid_request` for a cursor of another list. */
export function pageOf(
  secret: string,
  scope: CursorScope,
  input: { limit: number; cursor?: string | undefined },
): Page {
  const [before] = readCursor(secret, scope, input.cursor, 1) ?? [];
  return {
    before: before === undefined ? null : BigInt(before),
    fetch: input.limit + 1,
    cut(rows, keyOf) {
      const shown = rows.slice(0, input.limit);
      const last = shown.at(-1);
      const isLast = rows.length <= input.limit || last === undefined;
      return { shown, next_cursor: isLast ? null : writeCursor(secret, scope, [`${keyOf(last)}`]) };
    },
  };
}
