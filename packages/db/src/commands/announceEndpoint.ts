import { eq, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { workerEndpoints } from "../schema/workerEndpoints.ts";

/** A worker says where it answers. Real time: a stepped local clock must not make it look dead. */
export async function announceEndpoint(db: Database, endpoint: { url: string; clusterId: string }): Promise<void> {
  const row = { ...endpoint, at: sql`clock_timestamp()` };
  await db.insert(workerEndpoints).values(row).onConflictDoUpdate({ target: workerEndpoints.url, set: row });
}

/** It answers there no more. */
export async function forgetEndpoint(db: Database, url: string): Promise<void> {
  await db.delete(workerEndpoints).where(eq(workerEndpoints.url, url));
}
