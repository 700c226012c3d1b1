import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { address, appNow, instant, wei } from "./columns.ts";
import { nodes } from "./nodes.ts";

/** What a node rents out: one offer per node and GPU model. The free_… columns move in the allocating transaction. */
export const offers = pgTable(
  "offers",
  {
    id: text("id").primaryKey(),
    clusterId: text("cluster_id").notNull(),
    nodeName: text("node_name").notNull(),
    provider: address("provider").notNull(),
    gpuModel: text("gpu_model").notNull(),
    /** Model in lower case without spaces or dashes, for search by words. */
    gpuKey: text("gpu_key").notNull(),
    vramMb: integer("vram_mb").notNull(),
    region: text("region"),
    /** ISO 3166 alpha-2, as stated by the provider. */
    country: text("country"),
    /** Prices in wei per second and unit. */
    gpuRate: wei("gpu_rate").notNull(),
    cpuRate: wei("cpu_rate").notNull().default(sql`0`),
    memoryRate: wei("memory_rate").notNull().default(sql`0`),
    storageRate: wei("storage_rate").notNull().default(sql`0`),
    /** total = free + allocated + out of service. */
    totalGpus: integer("total_gpus").notNull(),
    freeGpus: integer("free_gpus").notNull(),
    allocatedGpus: integer("allocated_gpus").notNull().default(0),
    outOfServiceGpus: integer("out_of_service_gpus").notNull().default(0),
    freeCpuCores: integer("free_cpu_cores").notNull(),
    freeMemoryGb: integer("free_memory_gb").notNull(),
    freeStorageGb: integer("free_storage_gb").notNull(),
    /** Node ready, approved, not lost, not in maintenance: kept by node commands. */
    rentable: boolean("rentable").notNull().default(false),
    /** Shown to everybody, rentable or not: its node was approved. Kept by node commands. */
    listed: boolean("listed").notNull().default(false),
    createdAt: instant("created_at").notNull().default(appNow),
  },
  (t) => [
    foreignKey({ columns: [t.clusterId, t.nodeName], foreignColumns: [nodes.clusterId, nodes.name] }),
    uniqueIndex("offers_node_model").on(t.clusterId, t.nodeName, t.gpuModel),
    index("offers_listed_model").on(t.gpuKey, t.gpuRate, t.provider, t.id).where(sql`${t.listed}`),
    index("offers_listed_price").on(t.gpuRate, t.provider, t.id).where(sql`${t.listed}`),
    index("offers_provider").on(t.provider, t.gpuRate, t.id),
    check("offers_inventory", sql`${t.totalGpus} = ${t.freeGpus} + ${t.allocatedGpus} + ${t.outOfServiceGpus}`),
    check(
      "offers_not_overbooked",
      sql`${t.freeGpus} >= 0 and ${t.freeCpuCores} >= 0 and ${t.freeMemoryGb} >= 0 and ${t.freeStorageGb} >= 0 and ${t.allocatedGpus} >= 0 and ${t.outOfServiceGpus} >= 0`,
    ),
  ],
);
