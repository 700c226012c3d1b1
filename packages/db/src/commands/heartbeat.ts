import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { heartbeats } from "../schema/heartbeats.ts";

/** A part of the platform says that it is alive. Real time: a stepped local clock must not make it look dead. */
export async function heartbeat(
  db: Database,
  name: "worker" | "signer" | "queue" | "chain" | "cluster" | "sweep",
): Promise<void> {
  const at = sql`clock_timestamp()`;
  await db.insert(heartbeats).values({ name, at }).onConflictDoUpdate({ target: heartbeats.name, set: { at } });
}
