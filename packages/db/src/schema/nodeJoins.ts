import { pgTable, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** A node a provider is about to add: its preassigned name and the id of its token. The token itself is sealed. */
export const nodeJoins = pgTable("node_joins", {
  nodeName: text("node_name").primaryKey(),
  clusterId: text("cluster_id").notNull(),
  provider: address("provider").notNull(),
  /** Null until the worker made the token. */
  tokenId: text("token_id"),
  /** base64 SPKI of the X25519 key of the page (or program) that asked: the line is sealed to it. */
  sealedTo: text("sealed_to").notNull(),
  /** The line to paste, sealed by the worker (associated data: the node's name), read once; null before and after. */
  line: text("line"),
  state: text("state", { enum: ["asked", "ready", "joined", "expired"] })
    .notNull()
    .default("asked"),
  expiresAt: instant("expires_at").notNull(),
  createdAt: instant("created_at").notNull().default(appNow),
});
