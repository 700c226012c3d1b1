import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type pg from "pg";

/** Hot SQL whose text never changes, with named holes for values. Made by {@link fixed}. */
export type FixedStatement<Name extends string = string> = {
  readonly text: string;
  /** Under which a connection keeps it prepared. */
  readonly name: string;
  /** Which value stands for `$1`, `$2`, … */
  readonly places: readonly Name[];
  readonly parts: readonly string[];
  /** Between the parts; one more part than holes. */
  readonly holes: readonly Name[];
};

/**
 * SQL with the names of its values in the holes, or other fixed SQL. A name used twice is one value. It is parsed and
 * planned once on every connection and costs this process no building: for what a click waits for.
 */
export function fixed<Name extends string>(
  literals: TemplateStringsArray,
  ...inserted: readonly (Name | FixedStatement<Name>)[]
): FixedStatement<Name> {
  const parts = [literals[0] ?? ""];
  const holes: Name[] = [];
  const append = (text: string) => parts.push(`${parts.pop() ?? ""}${text}`);
  for (const [index, one] of inserted.entries()) {
    const inner = typeof one === "string" ? { parts: ["", ""], holes: [one] } : one;
    append(inner.parts[0] ?? "");
    holes.push(...inner.holes);
    parts.push(...inner.parts.slice(1));
    append(literals[index + 1] ?? "");
  }
  const places = [...new Set(holes)];
  const numbers = [...holes.map((hole) => `$${places.indexOf(hole) + 1}`), ""];
  const text = parts.map((part, at) => `${part}${numbers[at]}`).join("");
  return { text, name: createHash("sha1").update(text).digest("base64url"), places, parts, holes };
}

/** What pg runs. */
export function queryOf<Name extends string>(
  { text, name, places }: FixedStatement<Name>,
  values: Readonly<Record<Name, unknown>>,
): pg.QueryConfig {
  return { text, name, values: places.map((place) => values[place]) };
}

/** The same for Drizzle, where it is neither hot nor in a pipeline. */
export function sqlOf<Name extends string>(
  { parts, holes }: FixedStatement<Name>,
  values: Readonly<Record<Name, unknown>>,
): SQL {
  return sql.join(
    parts.flatMap((part, at) => {
      const hole = holes[at];
      return hole === undefined ? [sql.raw(part)] : [sql.raw(part), sql`${values[hole]}`];
    }),
  );
}
