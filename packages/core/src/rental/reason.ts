/** Every way a rental can end. Named once; the tables below must answer for each or nothing compiles. */
export const END_REASONS = [
  "stopped_by_customer",
  "stopped_by_provider",
  "stopped_by_operator",
  "expired",
  "order_refused",
  "vault_unavailable",
  "start_timeout",
  "image_pull",
  "unschedulable",
  "out_of_memory",
  "crashed",
  "evicted",
  "node_lost",
  "unreachable",
] as const;
export type EndReason = (typeof END_REASONS)[number];

export type Outcome = "stopped" | "expired" | "failed";

/** What the job list calls the end. */
export const outcomeOf = {
  stopped_by_customer: "stopped",
  stopped_by_provider: "stopped",
  stopped_by_operator: "stopped",
  expired: "expired",
  order_refused: "failed",
  vault_unavailable: "failed",
  start_timeout: "failed",
  image_pull: "failed",
  unschedulable: "failed",
  out_of_memory: "failed",
  crashed: "failed",
  evicted: "failed",
  node_lost: "failed",
  unreachable: "failed",
} as const satisfies Record<EndReason, Outcome>;

export type Payer = "customer" | "provider" | "nobody";

/** Who bears the metered seconds of a rental that ran and ended so. A rental that never ran costs nobody anything. */
export const payerOfSecondsRun = {
  stopped_by_customer: "customer",
  stopped_by_provider: "customer",
  stopped_by_operator: "customer",
  expired: "customer",
  // The vault never moved the money: what ran until then is the provider's loss.
  order_refused: "provider",
  vault_unavailable: "provider",
  start_timeout: "nobody",
  image_pull: "customer",
  unschedulable: "customer",
  out_of_memory: "customer",
  crashed: "customer",
  evicted: "customer",
  node_lost: "customer",
  unreachable: "customer",
} as const satisfies Record<EndReason, Payer>;

/** What a person is told. Complete sentences; shown as they are. */
export const sentenceOf = {
  stopped_by_customer: "You stopped this rental.",
  stopped_by_provider: "The provider stopped this rental. You pay only the seconds it was reachable.",
  stopped_by_operator: "The platform's operator stopped this rental. You pay only the seconds it was reachable.",
  expired: "The term you rented for has ended.",
  order_refused: "The vault refused the order, so nothing was charged. Check your balance or your spending allowance.",
  vault_unavailable: "The order could not be recorded on chain before its deadline. Nothing was charged.",
  start_timeout: "The container could not be reached within ten minutes. Nothing was charged.",
  image_pull: "The image could not be pulled. Check its name, or choose one of the presets.",
  unschedulable: "The node no longer had the resources you asked for. Choose another offer.",
  out_of_memory: "The container ran out of memory three times within ten minutes. Ask for more memory next time.",
  crashed: "The container kept crashing.",
  evicted: "The node evicted the container, most often because its disk was full. Ask for more storage next time.",
  node_lost: "The provider's node disappeared. You pay only up to the last second it was proven reachable.",
  unreachable: "The container could not be reached over SSH for too long. The time it was away was not charged.",
} as const satisfies Record<EndReason, string>;

/** True where the end says something about the provider's reliability. */
export const isProviderFault = {
  stopped_by_customer: false,
  stopped_by_provider: true,
  stopped_by_operator: false,
  expired: false,
  order_refused: false,
  vault_unavailable: false,
  start_timeout: true,
  image_pull: false,
  unschedulable: true,
  out_of_memory: false,
  crashed: false,
  evicted: false,
  node_lost: true,
  unreachable: false,
} as const satisfies Record<EndReason, boolean>;
