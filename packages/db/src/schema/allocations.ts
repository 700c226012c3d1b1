import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { appNow, instant } from "./columns.ts";
import { rentals } from "./rentals.ts";

/** One GPU bound to one rental. The partial unique index makes double allocation impossible. */
export const allocations = pgTable(
  "allocations",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    clusterId: text("cluster_id").notNull(),
    nodeName: text("node_name").notNull(),
    /** Slot 0 … gpuCount − 1 of the node: a count, not a device. Which device a pod gets is the kubelet's choice. */
    gpuIndex: integer("gpu_index").notNull(),
    rentalId: bigint("rental_id", { mode: "bigint" })
      .notNull()
      .references(() => rentals.id),
    createdAt: instant("created_at").notNull().default(appNow),
    releasedAt: instant("released_at"),
  },
  (t) => [
    uniqueIndex("allocations_open").on(t.clusterId, t.nodeName, t.gpuIndex).where(sql`${t.releasedAt} is null`),
    index("allocations_rental").on(t.rentalId),
    index("allocations_node").on(t.clusterId, t.nodeName, t.createdAt),
  ],
);
