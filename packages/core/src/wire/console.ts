import { z } from "zod";
import { NODE_STATES } from "../nodeState.ts";
import { daysInput } from "./account.ts";
import { instant, nextCursor, page, printable, wei } from "./fields.ts";
import { JOB_STATUSES } from "./rental.ts";

/** Decimal WL as a provider types it. */
const wl = z.string().regex(/^\d{1,12}(?:\.\d{1,18})?$/, "A decimal amount of WL, e.g. 0.42.");

export const registerInput = z.strictObject({ name: printable.trim().min(1).max(60) });
export const providerProfile = z.object({
  /** Null: this wallet is no provider yet. */
  provider: z
    .object({ provider_id: z.string(), name: z.string(), registered_at: instant, trusted: z.boolean() })
    .nullable(),
});

export const nodeView = z.object({
  node: z.string(),
  state: z.enum(NODE_STATES),
  /** One sentence on why it is not earning; null when it is. */
  why: z.string().nullable(),
  gpu_type: z.string().nullable(),
  total_gpus: z.number().int(),
  allocated_gpus: z.number().int(),
  available_gpus: z.number().int(),
  out_of_service_gpus: z.number().int(),
  cpu_cores: z.number().int(),
  memory_gb: z.number().int(),
  storage_gb: z.number().int(),
  region: z.string().nullable(),
  country: z.string().nullable(),
  public_ip: z.string().nullable(),
  driver_version: z.string().nullable(),
  cuda_version: z.string().nullable(),
  simulated: z.boolean(),
  joined_at: instant,
  last_seen_at: instant,
  maintenance_since: instant.nullable(),
  offers: z.array(
    z.object({
      offer_id: z.string(),
      gpu_type: z.string(),
      gpu_rate_wei: wei,
      cpu_rate_wei: wei,
      memory_rate_wei: wei,
      storage_rate_wei: wei,
      price_per_hour: z.number(),
    }),
  ),
  /** Charges less fees on this node, ever, settled. */
  earned_wei: wei,
  /** Metered on it and not settled yet, less the fee, derived. */
  pending_wei: wei,
});
export type NodeView = z.infer<typeof nodeView>;
export const nodesOutput = z.object({ nodes: z.array(nodeView) });
/** A node's name; another's is `not_found`. */
export const nodeInput = z.strictObject({ node: z.string().min(1).max(253) });
export const maintenanceInput = z.strictObject({ node: z.string().min(1).max(253), on: z.boolean() });

/** Prices per hour in decimal WL; stored as the nearest wei per second and shown as stored. */
export const setPriceInput = z.strictObject({
  offer_id: z.string().min(1).max(100),
  price_per_gpu_hour: wl,
  price_per_core_hour: wl.default("0"),
  price_per_memory_gb_hour: wl.default("0"),
  price_per_storage_gb_hour: wl.default("0"),
});

export const joinNodeInput = z.strictObject({
  /** base64 SPKI of the X25519 key that the line is sealed to: only its holder can read it. */
  public_key: z.string().regex(/^MCowBQYDK2VuAyEA[A-Za-z0-9+/]{43}=$/, "An X25519 public key as base64 SPKI."),
});
export const joinView = z.object({
  node: z.string(),
  /** asked → ready (line can be read, once) → joined → approved → earning; or expired. */
  state: z.enum(["asked", "ready", "joined", "approved", "earning", "expired"]),
  /** The sealed line; answered once, null before and after. */
  sealed_line: z.string().nullable(),
  expires_at: instant,
});
export type JoinView = z.infer<typeof joinView>;

/** GPUs in use over time, sampled from rentals: one point per step, oldest first. */
export const usageInput = z.strictObject({
  node: z.string().min(1).max(253).optional(),
  days: z.coerce.number().int().min(1).max(30).default(7),
});
export const usageOutput = z.object({
  step_seconds: z.number().int(),
  points: z.array(z.object({ at: instant, used_gpus: z.number(), total_gpus: z.number().int() })),
});

/** Of all nodes, or of one's own that is named. */
export const earningsInput = z.strictObject({ ...daysInput.shape, node: z.string().min(1).max(253).optional() });
/** `earned`: settled charges less fees. `pending`: metered and not settled yet, less the fee, derived. */
export const earningsOutput = z.object({
  today_wei: wei.describe("Settled today (UTC), less fees."),
  week_wei: wei.describe("Settled in the last seven days, less fees."),
  all_wei: wei.describe("Settled ever, less fees."),
  pending_wei: wei.describe("Metered and not settled yet, less the fee; what the vault will say may differ."),
  available_wei: wei.describe("In the vault and withdrawable now, at any second; it does not depend on the node."),
  days: z.array(z.object({ day: z.iso.date(), earned_wei: wei })).describe("UTC days, oldest first, without gaps."),
  nodes: z
    .array(z.object({ node: z.string(), earned_wei: wei, pending_wei: wei }))
    .describe("Node by node, by name; they add up to all_wei and pending_wei."),
  reliability: z.number().nullable().describe("0 to 1; null where there is nothing to judge by."),
  reliability_reasons: z.array(z.string()).describe("Sentences on what moved the reliability lately."),
});

/** A rental on one of the provider's nodes, without what is the customer's business. */
export const hostedRentalView = z.object({
  job_id: z.string(),
  customer: z.string(),
  node: z.string(),
  gpu_model: z.string(),
  gpu_count: z.number().int(),
  status: z.enum(JOB_STATUSES),
  rate_per_second_wei: wei,
  metered_seconds: z.number().int(),
  /** Settled charges less fees; then what is metered and not settled yet, less the fee, derived. */
  earned_wei: wei,
  pending_wei: wei,
  started_at: instant.nullable(),
  ended_at: instant.nullable(),
  end_reason: z.string().nullable(),
});
/** On all nodes, or on one's own that is named. */
export const hostedRentalsInput = z.strictObject({ ...page, node: z.string().min(1).max(253).optional() });
export const hostedRentalsOutput = z.object({ rentals: z.array(hostedRentalView), next_cursor: nextCursor });

/** For operators: nodes that wait for a look. */
export const operatorNodesOutput = z.object({
  nodes: z.array(
    z.object({
      node: z.string(),
      cluster: z.string(),
      provider_id: z.string(),
      provider_name: z.string(),
      gpu_type: z.string().nullable(),
      gpu_count: z.number().int(),
      simulated: z.boolean(),
      joined_at: instant,
    }),
  ),
});
export const approveNodeInput = z.strictObject({
  cluster: z.string().min(1).max(100),
  node: z.string().min(1).max(253),
});
