import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Where the API asks a worker for what only a cluster knows: a row for each running worker. */
export const workerEndpoints = pgTable("worker_endpoints", {
  /** `http://host:port`, as the API reaches it. */
  url: text("url").primaryKey(),
  clusterId: text("cluster_id").notNull(),
  /** Real time, as heartbeats are: a stepped local clock must not make it look dead. */
  at: instant("at").notNull(),
});
