import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { appNow, instant } from "./columns.ts";

/**
 * stray: something was left of a rental that is over, or that never was. missing: a living rental had no workload.
 * incomplete: its container ran without its service or its network policy.
 */
export const CORRECTIONS = ["stray", "missing", "incomplete"] as const;
export type CorrectionKind = (typeof CORRECTIONS)[number];

/** What the sweep found not to match the rows, and set right: by rental. In health nothing is added here. */
export const corrections = pgTable(
  "corrections",
  {
    clusterId: text("cluster_id").notNull(),
    /** May be of no rental that we know. */
    rentalId: bigint("rental_id", { mode: "bigint" }).notNull(),
    kind: text("kind", { enum: CORRECTIONS }).notNull(),
    times: integer("times").notNull().default(1),
    /** Parts that were there (stray) or were not (missing, incomplete), the last time. */
    parts: text("parts").array().notNull(),
    firstAt: instant("first_at").notNull().default(appNow),
    lastAt: instant("last_at").notNull().default(appNow),
  },
  (t) => [
    primaryKey({ columns: [t.clusterId, t.rentalId, t.kind] }),
    index("corrections_newest").on(t.lastAt),
    check("corrections_happened", sql`${t.times} > 0`),
  ],
);
