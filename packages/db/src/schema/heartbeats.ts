import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Signs of life that `/ready` reads: `worker`, `signer`, `queue`, `chain`, `cluster`, and `sweep`, which it does not. */
export const heartbeats = pgTable("heartbeats", {
  name: text("name").primaryKey(),
  /** Real time (not the app's clock): stepping the local clock must not make parts look dead. */
  at: instant("at").notNull(),
});
