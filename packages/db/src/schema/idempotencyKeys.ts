import { bigint, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { address, appNow, instant } from "./columns.ts";

/** Requests that carry an Idempotency-Key, and how they were answered. A request that was refused has no row. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    wallet: address("wallet").notNull(),
    method: text("method").notNull(),
    path: text("path").notNull(),
    key: text("key").notNull(),
    requestId: text("request_id").notNull().unique(),
    /** HMAC of the body, in hex. */
    bodyMac: text("body_mac").notNull(),
    /** Real time until which the first request is believed to be under way. */
    heldUntil: instant("held_until").notNull(),
    /**
     * The rental that the request opened, written in the transaction that opened it: whoever repeats a request that
     * died before it was answered finds it here. Null: none.
     */
    rentalId: bigint("rental_id", { mode: "bigint" }),
    /** The answer's HTTP status and JSON body, without what is shown only once; null while the first is under way. */
    status: integer("status"),
    body: text("body"),
    createdAt: instant("created_at").notNull().default(appNow),
  },
  (t) => [
    primaryKey({ columns: [t.wallet, t.method, t.path, t.key] }),
    index("idempotency_keys_created").on(t.createdAt),
  ],
);
