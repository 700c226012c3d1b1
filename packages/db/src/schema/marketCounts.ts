import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/**
 * How many GPUs there are and are free, per model and place, over listed offers: so that nobody counts a million
 * offers to show a dozen figures. As of the last fold; true together with `market_count_changes`.
 */
export const marketCounts = pgTable(
  "market_counts",
  {
    gpuKey: text("gpu_key").notNull(),
    /** Empty where a node names none, as is the country. */
    region: text("region").notNull(),
    country: text("country").notNull().default(""),
    /** The model as its first offer spelled it. */
    gpuType: text("gpu_type").notNull(),
    totalGpus: integer("total_gpus").notNull().default(0),
    /** Free GPUs of rentable offers. */
    availableGpus: integer("available_gpus").notNull().default(0),
    offers: integer("offers").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.gpuKey, t.region, t.country] })],
);
