import { sql } from "drizzle-orm";
import { bigint, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** What we want the vault to do, once. Holds ids, never calldata; rows are written before anything is signed. */
export const vaultIntents = pgTable(
  "vault_intents",
  {
    id: bigint("id", { mode: "bigint" }).primaryKey().generatedAlwaysAsIdentity(),
    /** Unique per purpose: `open:<rentalId>`, `extend:<reservationId>`, `close:<rentalId>`, `settle:<rentalId>:<usedS>`, `grant:<id>`. */
    purpose: text("purpose").notNull(),
    kind: text("kind", { enum: ["open", "extend", "settle", "close", "grant"] }).notNull(),
    rentalId: bigint("rental_id", { mode: "bigint" }),
    grantId: text("grant_id"),
    /** For settle and close: cumulative used seconds, fixed when planned. For extend: the new term. */
    seconds: integer("seconds"),
    /** Operator key that owns this rental's nonces. */
    operator: address("operator").notNull(),
    /** planned: nothing signed. sent: signed and stored, maybe broadcast. mined: seen in a block. confirmed: at depth. */
    state: text("state", { enum: ["planned", "sent", "mined", "confirmed", "refused", "cancelled"] })
      .notNull()
      .default("planned"),
    transactionId: bigint("transaction_id", { mode: "bigint" }),
    /** Block in which it came true, by whoever's transaction; null before. */
    minedNumber: bigint("mined_number", { mode: "bigint" }),
    /** Decoded vault error and the head it was first seen at; a second head makes it a refusal. */
    refusal: text("refusal"),
    refusedAtBlock: bigint("refused_at_block", { mode: "bigint" }),
    /** Until then a settlement or closing may wait for company in its transaction; then it is sent with what there is. */
    dueAt: instant("due_at").notNull().default(appNow),
    createdAt: instant("created_at").notNull().default(appNow),
  },
  (t) => [
    uniqueIndex("vault_intents_purpose").on(t.purpose),
    index("vault_intents_open").on(t.operator, t.id).where(sql`${t.state} in ('planned', 'sent', 'mined')`),
    index("vault_intents_rental").on(t.rentalId),
    index("vault_intents_transaction").on(t.transactionId).where(sql`${t.transactionId} is not null`),
  ],
);
