import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { appNow, instant, wei } from "./columns.ts";

/** A cluster of ours, as its worker registers it at start. */
export const clusters = pgTable(
  "clusters",
  {
    id: text("id").primaryKey(),
    /** Range of NodePorts our rentals may take, both ends included. */
    nodePortFrom: integer("node_port_from").notNull(),
    nodePortTo: integer("node_port_to").notNull(),
    /** A canary found the forbidden targets closed. Until then nothing here is rented out. */
    isolated: boolean("isolated").notNull(),
    /** Wei per GPU-second of a new offer until its provider sets a price. */
    defaultGpuRate: wei("default_gpu_rate").notNull(),
    registeredAt: instant("registered_at").notNull().default(appNow),
  },
  (t) => [check("clusters_ports", sql`${t.nodePortFrom} <= ${t.nodePortTo}`)],
);
