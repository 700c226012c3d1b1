import { pgTable, text } from "drizzle-orm/pg-core";
import { address, instant, wei } from "./columns.ts";

/** The vault's operators as their workers last saw them, and which of them has been replaced by which. */
export const operatorKeys = pgTable("operator_keys", {
  operator: address("operator").primaryKey(),
  /** Key that has taken over what this one had not signed, and its rentals; null: in service. Never itself replaced. */
  successor: address("successor"),
  /** Wei of the chain's own coin, for gas; null until first read. */
  balance: wei("balance"),
  /** Wei that one opening costs at the fee of the last look; null until first read. */
  openingCost: wei("opening_cost"),
  /** low: it pays some openings still. dry: something waits that it cannot pay. too_dear: gas costs more than we pay. */
  state: text("state", { enum: ["ready", "low", "dry", "too_dear"] })
    .notNull()
    .default("ready"),
  /** Real time (not the app's clock) of its worker's last look; null: none yet. */
  seenAt: instant("seen_at"),
});
