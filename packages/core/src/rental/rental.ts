import { addSeconds } from "../time.ts";
import type { WorkloadFailure } from "../workload.ts";
import type { Meter, Pause } from "./meter.ts";
import type { EndReason } from "./reason.ts";

/** What the vault is known to say of a rental: mirrored events only. */
export type VaultFacts = {
  /** unopened: no opening mirrored. refused: it never will be. closed: hold given back. */
  readonly state: "unopened" | "open" | "refused" | "closed";
  /** Block time of the opening; null while unopened. */
  readonly openedAt: Date | null;
  /** Block time of a stop on chain; null: not stopped there. */
  readonly stoppedAt: Date | null;
  /** Seconds already settled. */
  readonly usedS: number;
};

/** The facts of one rental. Status, expiry and cost are derived from them, never stored beside them. */
export type Rental = {
  readonly id: bigint;
  /** Grows by one with every write; slow work presents the one it read. */
  readonly version: number;
  readonly customer: string;
  readonly provider: string;
  /** Wei per second for everything rented. */
  readonly ratePerSecond: bigint;
  /** Term in force, in seconds: the order's, later that of the last mirrored extension. */
  readonly durationS: number;
  readonly requestedAt: Date;
  /** Until this instant the vault accepts the opening. */
  readonly orderDeadline: Date;
  /** When the workload's objects were first written; null before. */
  readonly provisionedAt: Date | null;
  /** The second of the first good probe: meter and term start here; null before. */
  readonly startedAt: Date | null;
  /** The second the rental ended for whatever reason; null while it lives. */
  readonly endedAt: Date | null;
  /** Set together with `endedAt`. */
  readonly endReason: EndReason | null;
  /** When nothing of the workload was left; null before. */
  readonly goneAt: Date | null;
  /** Since when its node is lost; null: it is not. */
  readonly nodeLostAt: Date | null;
  /** Last trouble the cluster reported before the rental ran; gives a start timeout its reason. */
  readonly trouble: WorkloadFailure | null;
  /** Instants of restarts caused by the workload itself (memory, crash) in the last ten minutes. */
  readonly crashes: readonly Date[];
  /** The nearest of the warnings before the end that was told for the term in force, in seconds; null: none yet. */
  readonly warnedS: number | null;
  /** Uid of the pod that its customer asked to have replaced by a fresh one; null: never. It is done once another is there. */
  readonly restartOf: string | null;
  /** Null until started. */
  readonly meter: Meter | null;
  readonly pauses: readonly Pause[];
  readonly vault: VaultFacts;
};

export const RENTAL_STATUSES = ["requested", "provisioning", "running", "stopping", "ended"] as const;
export type RentalStatus = (typeof RENTAL_STATUSES)[number];

/** The one place where facts become a status; the database has the same as a generated column. */
export function statusOf(rental: Pick<Rental, "endedAt" | "goneAt" | "startedAt" | "provisionedAt">): RentalStatus {
  if (rental.endedAt !== null) return rental.goneAt === null ? "stopping" : "ended";
  if (rental.startedAt !== null) return "running";
  return rental.provisionedAt === null ? "requested" : "provisioning";
}

/** When the term ends: the start plus the term; null until started. Pauses do not move it. */
export function expiresAtOf(rental: Pick<Rental, "startedAt" | "durationS">): Date | null {
  return rental.startedAt === null ? null : addSeconds(rental.startedAt, rental.durationS);
}
