import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";

/** Catalogue images with the digest an operator's command resolved. Unresolved ones cannot be rented. */
export const images = pgTable("images", {
  reference: text("reference").primaryKey(),
  digest: text("digest").notNull(),
  resolvedAt: instant("resolved_at").notNull(),
});
