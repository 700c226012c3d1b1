import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";

/**
 * What happened to the counts since the last fold, written by triggers on `offers`. Rows are only added, so that two
 * clicks on one model never wait for each other.
 */
export const marketCountChanges = pgTable("market_count_changes", {
  id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
  gpuKey: text("gpu_key").notNull(),
  region: text("region").notNull(),
  country: text("country").notNull().default(""),
  totalGpus: integer("total_gpus").notNull(),
  availableGpus: integer("available_gpus").notNull(),
  offers: integer("offers").notNull(),
});
