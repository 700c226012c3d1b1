import { z } from "zod";
import { address, hash, hexBytes, instant, messageInteger, typedData, wei } from "./fields.ts";

/** A session key's allowance. */
export const budgetView = z.object({ limit_wei: wei, spent_wei: wei, left_wei: wei, expires_at: instant });
export type BudgetView = z.infer<typeof budgetView>;

export const accountView = z.object({
  address: z.string(),
  /** What may be spent or withdrawn now. */
  available_wei: wei,
  /** Open holds and reservations. */
  held_wei: wei,
  /** Deposits younger than the spendable depth. */
  pending_wei: wei,
  /** The same in decimal WL. */
  available: z.string(),
  held: z.string(),
  pending: z.string(),
  chain_id: z.number().int(),
  vault: z.string(),
  /** The zero address where the vault holds the chain's own coin. */
  token: z.string(),
  confirmations: z.number().int(),
  /** The platform's key that a budget is granted to. */
  delegate: z.string(),
  /** Null until a budget was granted. */
  budget: budgetView.nullable(),
  /** A signed grant to the delegate that waits for its block; null: none. */
  budget_pending: z.object({ limit_wei: wei, expires_at: instant }).nullable(),
});
export type AccountView = z.infer<typeof accountView>;

/** Deposits that are seen and not yet spendable, for progress while one waits. */
export const depositsOutput = z.object({
  deposits: z.array(
    z.object({
      hash,
      amount_wei: wei,
      /** Blocks so far, the event's own included; spendable at `confirmations`. */
      depth: z.number().int(),
      confirmations: z.number().int(),
      at: instant,
    }),
  ),
});

/** Days in UTC, oldest first, without gaps. */
export const daysInput = z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) });
export const spendingOutput = z.object({
  days: z.array(z.object({ day: z.iso.date(), charged_wei: wei })),
  /** Charged in this calendar month, unsettled seconds of living rentals included. */
  month_wei: wei,
  /** Sum of the rates of running rentals, wei per second. */
  rate_per_second_wei: wei,
  /** Seconds the available balance lasts at that rate; null while nothing runs. */
  runway_seconds: z.number().int().nullable(),
});

/** The vault's `SessionGrant` as it is signed. */
export const grantMessage = z.strictObject({
  customer: address,
  key: address,
  spendLimit: messageInteger,
  expiresAt: messageInteger,
  nonce: messageInteger,
});
export const draftGrantInput = z.strictObject({
  /** Defaults to the platform's delegate. */
  key: address.optional(),
  /** 0 revokes. */
  spend_limit_wei: wei,
  expires_at: instant,
});
export const draftGrantOutput = z.object({ grant: z.record(z.string(), z.string()), typed_data: typedData });
/** What a customer allows one key to spend. */
export const grantView = z.object({
  key: z.string(),
  /** The platform's own key, which pays rentals by API key. */
  is_delegate: z.boolean(),
  /** As it binds here; null while its first grant waits for its block. */
  budget: budgetView.nullable(),
  /** A signed grant that waits for its block; null: none. */
  pending: z.object({ limit_wei: wei, expires_at: instant }).nullable(),
});
export type GrantView = z.infer<typeof grantView>;
export const grantsOutput = z.object({ session_grants: z.array(grantView) });
export const submitGrantInput = z.strictObject({ grant: grantMessage, signature: hexBytes });
export const submitGrantOutput = z.object({ id: z.string(), status: z.literal("accepted") });

/** What a page must know of the network it is on. Public. */
export const networkView = z.object({
  chain_id: z.number().int(),
  chain_name: z.string(),
  vault: z.string(),
  token: z.string(),
  symbol: z.string(),
  confirmations: z.number().int(),
  delegate: z.string(),
  fee_bps: z.number().int(),
  /** Block explorer for transaction links, `…/tx/` is appended; null where there is none. */
  explorer: z.string().nullable(),
  /** True on the local network: everything is simulated. */
  local: z.boolean(),
  images: z.array(z.object({ reference: z.string(), title: z.string(), use: z.string() })),
  /** Whether a custom image may be asked for. */
  custom_images: z.boolean(),
  /** The application's clock, for countdowns that do not trust the visitor's. */
  now: instant,
  /** The scanned head; null before the first scan. */
  head: z.object({ block: z.number().int(), at: instant }).nullable(),
});
export type NetworkView = z.infer<typeof networkView>;
