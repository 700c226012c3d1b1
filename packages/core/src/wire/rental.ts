import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { END_REASONS } from "../rental/reason.ts";
import { hash, hexBytes, instant, messageInteger, nextCursor, page, typedData, wei } from "./fields.ts";
import { rentRequest } from "./rentRequest.ts";

/** The vault's `Extension` as the answer to an unsigned extension gave it. */
export const extensionMessage = z.strictObject({
  rentalId: messageInteger,
  maxSeconds: messageInteger,
  deadline: messageInteger,
});

/** A create-job request as a quote takes it: the way in may still be missing. */
export const quoteInput = z.strictObject(rentRequest);

/** A create-job request. A password, a key or both; an order and its signature together or not at all. */
export const createRentalInput = z
  .strictObject(rentRequest)
  .refine((input) => input.ssh_password !== undefined || (input.ssh_public_keys ?? []).length > 0, {
    path: ["ssh_password"],
    message: "Set ssh_password, ssh_public_keys or both.",
  })
  .refine((input) => (input.order === undefined) === (input.signature === undefined), {
    path: ["signature"],
    message: "Send order and signature together.",
  });
export type CreateRentalInput = z.infer<typeof createRentalInput>;

export const quoteView = z
  .object({
    /** All six fields as decimal strings and addresses: send it back as it is. */
    order: z.record(z.string(), z.string()),
    typed_data: typedData,
    offer_id: z.string(),
    provider_id: z.string(),
    price_per_hour: z.number(),
    rate_per_second_wei: wei,
    max_seconds: z.number().int(),
    /** Decimal WL. */
    hold: z.string(),
    hold_wei: wei,
    valid_until: instant,
  })
  .meta({ id: "Quote" });
export type QuoteView = z.infer<typeof quoteView>;

export const JOB_STATUSES = ["creating", "running", "stopping", "stopped", "failed", "expired"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];
export const suggestionView = z.object({
  action: z.string(),
  /** GiB; null where memory is not the matter. */
  recommended_memory: z.number().int().nullable(),
  message: z.string(),
});

export const jobView = z
  .object({
    job_id: z.string(),
    rental_id: z.string(),
    provider_id: z.string(),
    offer_id: z.string(),
    job_name: z.string(),
    status: z.enum(JOB_STATUSES),
    /** One sentence: what it waits for, or why it ended. */
    status_reason: z.string().nullable(),
    gpu_count: z.number().int(),
    gpu_model: z.string(),
    cpu_cores: z.number().int(),
    memory_gb: z.number().int(),
    storage_gb: z.number().int(),
    image: z.string(),
    ssh_host: z.string().nullable(),
    ssh_port: z.number().int().nullable(),
    ssh_user: z.string(),
    /** Null until there is a host. */
    ssh_command: z.string().nullable(),
    ssh_host_key: z.string().nullable(),
    price_per_hour: z.number(),
    rate_per_second_wei: wei,
    hold_wei: wei,
    metered_seconds: z.number().int(),
    cost_so_far: z.string(),
    cost_so_far_wei: wei,
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
    expires_at: instant.nullable(),
    failure_reason: z.enum(END_REASONS).nullable(),
    failure_message: z.string().nullable(),
    suggestion: suggestionView.nullable(),
  })
  .meta({ id: "Job" });
export type JobView = z.infer<typeof jobView>;

export const jobsInput = z.strictObject({ ...page, status: z.enum(JOB_STATUSES).optional() });
export const jobsOutput = z.object({ jobs: z.array(jobView), count: z.number().int(), next_cursor: nextCursor });
/** Unknown and malformed ids are both `not_found`, so any text is taken. */
export const jobInput = z.strictObject({ id: z.string().min(1).max(200) });
export const stopOutput = z.object({ message: z.string(), job_id: z.string() });

const longer = {
  id: z.string().min(1).max(200),
  /** The new total. */
  duration_hours: z.number().int().min(LIMITS.durationHours.min).max(LIMITS.durationHours.max),
};
export const quoteExtensionInput = z.strictObject(longer);
export const extendInput = z
  .strictObject({
    ...longer,
    extension: extensionMessage.optional(),
    signature: hexBytes.optional(),
  })
  .refine((input) => (input.extension === undefined) === (input.signature === undefined), {
    path: ["signature"],
    message: "Send extension and signature together.",
  });
export const extensionQuoteView = z.object({
  extension: z.record(z.string(), z.string()),
  typed_data: typedData,
  hold_wei: wei,
});
export type ExtensionQuoteView = z.infer<typeof extensionQuoteView>;

export const PAUSE_REASONS = ["unreachable", "prober_away", "gift"] as const;
export const receiptView = z.object({
  job_id: z.string(),
  rental_id: z.string(),
  rate_per_second_wei: wei,
  /** First reachable second, and the second up to which this counts: the end, or now. Null until it was reachable. */
  started_at: instant.nullable(),
  until: instant.nullable(),
  metered_seconds: z.number().int(),
  /** With the metered seconds these fill the time from `started_at` to `until`. */
  pauses: z.array(
    z.object({
      from: instant,
      to: instant,
      seconds: z.number().int(),
      reason: z.enum(PAUSE_REASONS),
      /** Not over: it may grow, or be bridged by the next probe. */
      ongoing: z.boolean(),
    }),
  ),
  /** The platform's share in hundredths of a per cent, as the rental was opened under. */
  fee_bps: z.number().int(),
  /** What the vault has charged so far; the fee of each is its share rounded down. */
  settlements: z.array(
    z.object({ at: instant, seconds: z.number().int(), charge_wei: wei, fee_wei: wei, hash, block: z.number().int() }),
  ),
  /** What is to be charged yet, derived in the same way; null: nothing. */
  unsettled: z.object({ seconds: z.number().int(), charge_wei: wei, fee_wei: wei }).nullable(),
  /** What was set aside for the opening and for each extension; without a hash while it is only reserved. */
  holds: z.array(
    z.object({
      kind: z.enum(["open", "extend"]),
      seconds: z.number().int(),
      amount_wei: wei,
      hash: hash.nullable(),
    }),
  ),
  charge_wei: wei,
  fee_wei: wei,
  provider_wei: wei,
  /** All that was ever set aside; 0 if never opened. Once settled: charge + refund. */
  hold_wei: wei,
  refund_wei: wei,
  end_reason: z.enum(END_REASONS).nullable(),
  paid_by: z.enum(["customer", "provider", "nobody"]).nullable(),
  /** Nothing is left to do on chain, at depth. */
  settled: z.boolean(),
  transactions: z.array(
    z.object({
      kind: z.enum(["open", "extend", "settle", "stop", "close"]),
      hash,
      block: z.number().int(),
      /** True once its block is at the chain's depth; until then it is seen, and a reorg may take it back. */
      final: z.boolean(),
    }),
  ),
});
export type ReceiptView = z.infer<typeof receiptView>;

export const rentalEventView = z.object({
  at: instant,
  kind: z.string(),
  reason: z.string().nullable(),
  message: z.string(),
  who: z.string(),
});
export const rentalEventsOutput = z.object({ events: z.array(rentalEventView) });

/** What the rental's own page shows beside the job. */
export const rentalDetailView = z.object({
  job: jobView,
  provider_name: z.string(),
  region: z.string().nullable(),
  country: z.string().nullable(),
  node: z.string(),
  simulated: z.boolean(),
  duration_hours: z.number().int(),
  /** Since when it is not reachable and not charged; null while it is. */
  paused_since: instant.nullable(),
  /** Seconds since the start that are not charged, the present pause included. The receipt lists them. */
  uncounted_seconds: z.number().int(),
  /** Instants of the way to the prompt; null where not there yet. */
  timeline: z.object({
    requested_at: instant,
    provisioned_at: instant.nullable(),
    reachable_at: instant.nullable(),
    opened_at: instant.nullable(),
    ended_at: instant.nullable(),
    gone_at: instant.nullable(),
    settled_at: instant.nullable(),
  }),
  /** What comes back of the hold if it were stopped now. */
  refund_if_stopped_wei: wei,
  /** True while an extension waits for its block. */
  extension_pending: z.boolean(),
  paid_from: z.enum(["wallet", "budget"]),
});
export type RentalDetailView = z.infer<typeof rentalDetailView>;
