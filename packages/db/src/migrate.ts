import { fileURLToPath } from "node:url";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import { openDatabase } from "./database.ts";

const folder = fileURLToPath(new URL("../migrations", import.meta.url));

/** Brings a database to the newest schema. Safe to call again. */
export async function migrate(url: string): Promise<void> {
  const database = openDatabase(url, { max: 1, name: "worldland-migrate" });
  try {
    await applyMigrations(database.db, { migrationsFolder: folder });
  } finally {
    await database.close();
  }
}
