import pg from "pg";

export type AnyRow = {
  /** `schema.table`. */
  readonly table: string;
  /** As JSON, bytes as hex. */
  readonly text: string;
};

/** Every row of every table of a database, whoever made the table: to search for what must not be in any. */
export async function everyRow(url: string): Promise<AnyRow[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ table: string }>(TABLES);
    const all: AnyRow[] = [];
    for (const { table } of tables) {
      const { rows } = await client.query<{ text: string }>(`select to_jsonb(t)::text as text from ${table} t`);
      all.push(...rows.map(({ text }) => ({ table, text })));
    }
    return all.sort((a, b) => (a.table + a.text < b.table + b.text ? -1 : 1));
  } finally {
    await client.end();
  }
}

const TABLES = `
  select format('%I.%I', schemaname, tablename) as table from pg_tables
   where schemaname not in ('pg_catalog', 'information_schema') order by 1`;
