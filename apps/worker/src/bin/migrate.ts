import { migrate } from "@worldland/db/migrate";
import { readDatabaseUrl } from "../env.ts";

// Brings the database to the newest schema; safe to run again, and beside processes of the schema before:
//   DATABASE_URL=… node apps/worker/src/bin/migrate.ts

try {
  await migrate(readDatabaseUrl());
  console.log("The database has the newest schema.");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
