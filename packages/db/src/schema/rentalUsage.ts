import { bigint, index, integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";
import { rentals } from "./rentals.ts";

/**
 * What a rental used, one row for each look of a worker. Kept for a day. A figure is null where the cluster did not say.
 * The instant is cut to the slot of a look, so that several workers write one row.
 */
export const rentalUsage = pgTable(
  "rental_usage",
  {
    rentalId: bigint("rental_id", { mode: "bigint" })
      .notNull()
      .references(() => rentals.id),
    at: instant("at").notNull(),
    cpuMillicores: integer("cpu_millicores"),
    memoryBytes: bigint("memory_bytes", { mode: "number" }),
    diskBytes: bigint("disk_bytes", { mode: "number" }),
    gpuPercent: smallint("gpu_percent"),
    vramBytes: bigint("vram_bytes", { mode: "number" }),
  },
  (t) => [primaryKey({ columns: [t.rentalId, t.at] }), index("rental_usage_at").on(t.at)],
);
