import type { JobName } from "@worldland/core/jobs";
import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { appNow, instant } from "./columns.ts";

/** Nudges written in the transaction that made them necessary; the relay moves them to the queue. */
export const outbox = pgTable(
  "outbox",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    name: text("name").$type<JobName>().notNull(),
    /** Ids only. */
    payload: jsonb("payload").$type<Record<string, string>>().notNull(),
    createdAt: instant("created_at").notNull().default(appNow),
    /** Null: still to be relayed. */
    relayedAt: instant("relayed_at"),
  },
  (t) => [index("outbox_pending").on(t.id).where(sql`${t.relayedAt} is null`)],
);
