import type { WorkloadFailure } from "../workload.ts";
import type { Probe } from "./meter.ts";

/** Who may ask for a stop. */
export type Stopper = "customer" | "provider" | "operator";

/** Everything that can happen to a rental. Events are facts and may repeat; `decide` makes repeats harmless. */
export type RentalEvent =
  | { readonly type: "provisioned" }
  | { readonly type: "probed"; readonly probe: Probe }
  | { readonly type: "workload_failed"; readonly reason: WorkloadFailure }
  | { readonly type: "workload_gone" }
  | { readonly type: "stop_requested"; readonly by: Stopper }
  /** The customer wants another pod in the place of the one that runs. */
  | { readonly type: "restart_requested" }
  /** Time has passed: deadlines, expiry and pauses are judged. */
  | { readonly type: "clock" }
  | { readonly type: "order_refused" }
  | { readonly type: "opened"; readonly openedAt: Date; readonly durationS: number }
  | { readonly type: "opening_undone" }
  | { readonly type: "extended"; readonly durationS: number }
  /** A reorg took the last extension back; `durationS` is the term before it. */
  | { readonly type: "extension_undone"; readonly durationS: number }
  | { readonly type: "stopped_on_chain"; readonly by: Stopper; readonly stoppedAt: Date }
  | { readonly type: "stop_undone" }
  | { readonly type: "settled"; readonly usedS: number }
  | { readonly type: "settlement_undone"; readonly usedS: number }
  | { readonly type: "closed" }
  | { readonly type: "closing_undone" }
  | { readonly type: "node_lost" }
  | { readonly type: "node_back" };
