import { boolean, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";
import { providers } from "./providers.ts";

/** A Kubernetes worker machine of a provider, as last observed. */
export const nodes = pgTable(
  "nodes",
  {
    clusterId: text("cluster_id").notNull(),
    name: text("name").notNull(),
    provider: address("provider").notNull(),
    /** Kubernetes uid: a machine that comes back under an old name is another node. */
    uid: text("uid").notNull(),
    approvedAt: instant("approved_at"),
    ready: boolean("ready").notNull().default(false),
    /** Cordoned in the cluster, by whoever: no new rentals. */
    cordoned: boolean("cordoned").notNull().default(false),
    /** Since when the lease stood still; null: alive. */
    lostAt: instant("lost_at"),
    /** Since when it is back from being lost while what ran on it may still run; no new rentals while set. */
    fencedSince: instant("fenced_since"),
    /** Maintenance asked for by the provider; no new rentals while set. */
    maintenanceSince: instant("maintenance_since"),
    publicAddress: text("public_address"),
    region: text("region"),
    country: text("country"),
    gpuModel: text("gpu_model"),
    gpuCount: integer("gpu_count").notNull(),
    vramMb: integer("vram_mb"),
    cpuCores: integer("cpu_cores").notNull(),
    memoryGb: integer("memory_gb").notNull(),
    storageGb: integer("storage_gb").notNull(),
    driverVersion: text("driver_version"),
    cudaVersion: text("cuda_version"),
    simulated: boolean("simulated").notNull().default(false),
    joinedAt: instant("joined_at").notNull().default(appNow),
    lastSeenAt: instant("last_seen_at").notNull().default(appNow),
  },
  (t) => [
    primaryKey({ columns: [t.clusterId, t.name] }),
    foreignKey({ columns: [t.provider], foreignColumns: [providers.address] }),
    index("nodes_provider").on(t.provider),
  ],
);
