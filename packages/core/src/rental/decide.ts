import { PERIODS } from "../limits.ts";
import { addSeconds, earlier, floorToSecond, later, secondsBetween } from "../time.ts";
import { deadlinesOf } from "./deadlines.ts";
import type { RentalEvent, Stopper } from "./event.ts";
import { isPausedTooLong, meterEnd, meterProbe, type Probe, startMeter } from "./meter.ts";
import type { EndReason } from "./reason.ts";
import { expiresAtOf, type Rental, statusOf } from "./rental.ts";
import { dueWarning } from "./runway.ts";

/** A line of the rental's history. Kinds are stable words; sentences are made from them where people read. */
export type LogKind =
  | "provisioning"
  | "running"
  | "paused"
  | "resumed"
  | "restarted"
  | "restart_requested"
  | "trouble"
  | "low_runway"
  | "opened"
  | "opening_undone"
  | "extended"
  | "extension_undone"
  | "stopped_on_chain"
  | "settled"
  | "closed"
  | "node_lost"
  | "node_back"
  | "ended"
  | "gone";

export type LogLine = { readonly kind: LogKind; readonly reason: string | null };

/** What follows from an event. `attend` asks for another look by the worker. */
export type Decision = {
  readonly next: Rental;
  readonly log: readonly LogLine[];
  /** cluster/vault: the row now wants something of that part of the world. */
  readonly attend: readonly ("cluster" | "vault")[];
};

/** Three restarts by the workload's own fault within this many seconds end the rental. */
const CRASH_WINDOW_S = 600;
const CRASH_LIMIT = 3;

/**
 * The lifecycle: pure and total. Facts that already hold, or come too late to matter, are `"ignore"`, so events may
 * repeat and arrive in any order. `now` is the application's clock.
 */
export function decide(rental: Rental, event: RentalEvent, now: Date): Decision | "ignore" {
  switch (event.type) {
    case "provisioned":
      return rental.provisionedAt !== null || isOver(rental)
        ? "ignore"
        : decision({ ...rental, provisionedAt: now }, "provisioning");
    case "probed":
      return isOver(rental) ? "ignore" : probed(rental, event.probe, now);
    case "workload_failed":
      return isOver(rental) ? "ignore" : failed(rental, event.reason, now);
    case "workload_gone":
      return rental.endedAt === null || rental.goneAt !== null
        ? "ignore"
        : decision({ ...rental, goneAt: now }, "gone", null, ["vault"]);
    case "stop_requested":
      return isOver(rental) ? "ignore" : endUnlessDue(rental, stopReasonOf[event.by], now);
    case "restart_requested":
      return isOver(rental) ? "ignore" : restart(rental);
    case "clock":
      return isOver(rental) ? "ignore" : timePassed(rental, now);
    case "node_lost":
      return rental.nodeLostAt !== null || isOver(rental)
        ? "ignore"
        : decision({ ...rental, nodeLostAt: now }, "node_lost");
    case "node_back":
      return rental.nodeLostAt === null || isOver(rental)
        ? "ignore"
        : decision({ ...rental, nodeLostAt: null }, "node_back", null, ["cluster"]);
    default:
      return vaultSaid(rental, event, now);
  }
}

/** Events mirrored from the chain: they move the vault facts, and sometimes end the rental. */
function vaultSaid(
  rental: Rental,
  event: Exclude<
    RentalEvent,
    {
      type:
        | "provisioned"
        | "probed"
        | "workload_failed"
        | "workload_gone"
        | "stop_requested"
        | "restart_requested"
        | "clock"
        | "node_lost"
        | "node_back";
    }
  >,
  now: Date,
): Decision | "ignore" {
  const { vault } = rental;
  switch (event.type) {
    case "order_refused":
      return vault.state !== "unopened" ? "ignore" : refused(rental, now);
    case "opened":
      return vault.state === "open" || vault.state === "closed"
        ? "ignore"
        : decision(
            { ...rental, durationS: event.durationS, vault: { ...vault, state: "open", openedAt: event.openedAt } },
            "opened",
            null,
            isOver(rental) ? ["vault"] : ["cluster"],
          );
    case "opening_undone":
      return vault.state !== "open"
        ? "ignore"
        : decision({ ...rental, vault: { ...vault, state: "unopened", openedAt: null } }, "opening_undone", null, [
            "vault",
          ]);
    case "extended":
      return event.durationS <= rental.durationS
        ? "ignore"
        : decision(newTerm(rental, event.durationS), "extended", null, ["cluster"]);
    case "extension_undone":
      return event.durationS >= rental.durationS
        ? "ignore"
        : decision(newTerm(rental, event.durationS), "extension_undone", null, ["vault"]);
    case "stopped_on_chain":
      return vault.stoppedAt !== null ? "ignore" : stoppedOnChain(rental, event.by, event.stoppedAt, now);
    case "stop_undone":
      return vault.stoppedAt === null
        ? "ignore"
        : quietly({ ...rental, vault: { ...vault, stoppedAt: null } }, ["vault"]);
    case "settled":
      return event.usedS <= vault.usedS
        ? "ignore"
        : decision({ ...rental, vault: { ...vault, usedS: event.usedS } }, "settled");
    case "settlement_undone":
      return event.usedS >= vault.usedS
        ? "ignore"
        : quietly({ ...rental, vault: { ...vault, usedS: event.usedS } }, ["vault"]);
    case "closed":
      return vault.state !== "open" ? "ignore" : closed(rental, now);
    case "closing_undone":
      return vault.state !== "closed"
        ? "ignore"
        : quietly({ ...rental, vault: { ...vault, state: "open" } }, ["vault"]);
  }
}

const stopReasonOf = {
  customer: "stopped_by_customer",
  provider: "stopped_by_provider",
  operator: "stopped_by_operator",
} as const satisfies Record<Stopper, EndReason>;

function probed(rental: Rental, probe: Probe, now: Date): Decision | "ignore" {
  if (rental.startedAt === null || rental.meter === null) {
    if (!probe.good || rental.provisionedAt === null) return "ignore";
    // Reachable too late is not reachable: the deadline must not depend on which event is judged first.
    if (secondsBetween(rental.requestedAt, probe.at) >= PERIODS.startDeadlineS) return clock(rental, now);
    const startedAt = floorToSecond(probe.at);
    const next = { ...rental, startedAt, meter: startMeter(probe), trouble: null };
    return decision(next, "running");
  }
  const expiresAt = addSeconds(rental.startedAt, rental.durationS);
  const before = { meter: rental.meter, pauses: rental.pauses };
  const after = meterProbe(before, probe, expiresAt);
  if (after === before) return "ignore";
  const next = { ...rental, ...after };
  if (isPausedTooLong(after)) return end(next, "unreachable", probe.at);
  const wasBad = before.meter.badSince !== null;
  const isBad = after.meter.badSince !== null;
  if (isBad) return wasBad ? quietly(next) : decision(next, "paused");
  return wasBad || after.pauses.length > before.pauses.length ? decision(next, "resumed") : quietly(next);
}

function failed(rental: Rental, reason: NonNullable<Rental["trouble"]>, now: Date): Decision | "ignore" {
  if (reason === "image_pull" || reason === "evicted") return end(rental, reason, now);
  if (reason === "unschedulable") {
    return rental.trouble === reason ? "ignore" : decision({ ...rental, trouble: reason }, "trouble", reason);
  }
  const recent = rental.crashes.filter((at) => secondsBetween(at, now) <= CRASH_WINDOW_S);
  const crashes = [...recent, now];
  const next = { ...rental, crashes, trouble: reason };
  return crashes.length >= CRASH_LIMIT ? end(next, reason, now) : decision(next, "restarted", reason);
}

/** Of the pod that the last good probe found; once for each pod, however often it is asked for. */
function restart(rental: Rental): Decision | "ignore" {
  const podUid = rental.meter?.podUid ?? "";
  if (podUid === "" || podUid === rental.restartOf) return "ignore";
  return decision({ ...rental, restartOf: podUid }, "restart_requested", null, ["cluster"]);
}

/** Another term is warned of anew. */
function newTerm(rental: Rental, durationS: number): Rental {
  return { ...rental, durationS, warnedS: null };
}

/** A deadline that has passed ends it; else its customer is warned when the end draws near. */
function timePassed(rental: Rental, now: Date): Decision | "ignore" {
  const ended = clock(rental, now);
  if (ended !== "ignore") return ended;
  const warnedS = dueWarning(rental, now);
  return warnedS === null ? "ignore" : decision({ ...rental, warnedS }, "low_runway", `minutes_${warnedS / 60}`);
}

/** Of all deadlines that have passed the earliest decides, so that a late look judges as a timely one would have. */
function clock(rental: Rental, now: Date): Decision | "ignore" {
  const [first] = deadlinesOf(rental)
    .filter(({ at }) => at <= now)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (first === undefined) return "ignore";
  // At its expiry the right to the GPUs is over; anything else ends when it is noticed.
  return end(rental, first.reason, first.reason === "expired" ? first.at : now);
}

function refused(rental: Rental, now: Date): Decision {
  const next: Rental = { ...rental, vault: { ...rental.vault, state: "refused" } };
  return isOver(rental) ? quietly(next) : end(next, "order_refused", now);
}

function stoppedOnChain(rental: Rental, by: Stopper, stoppedAt: Date, now: Date): Decision {
  const next: Rental = { ...rental, vault: { ...rental.vault, stoppedAt } };
  const line: LogLine = { kind: "stopped_on_chain", reason: by };
  if (isOver(rental)) return { next, log: [line], attend: [] };
  const ended = endUnlessDue(next, stopReasonOf[by], now);
  return { ...ended, log: [line, ...ended.log] };
}

/** Closed past us (a reclaim) while still alive: the hold is gone, so the rental ends. */
function closed(rental: Rental, now: Date): Decision {
  const next: Rental = { ...rental, vault: { ...rental.vault, state: "closed" } };
  const line: LogLine = { kind: "closed", reason: null };
  if (isOver(rental)) return { next, log: [line], attend: [] };
  const ended = end(next, "vault_unavailable", now);
  return { ...ended, log: [line, ...ended.log] };
}

/** A stop that comes after the rental should already have ended does not change why it ended. */
function endUnlessDue(rental: Rental, reason: EndReason, now: Date): Decision {
  const due = clock(rental, now);
  return due === "ignore" ? end(rental, reason, now) : due;
}

function end(rental: Rental, reason: EndReason, at: Date): Decision {
  const expiresAt = expiresAtOf(rental);
  const instant = floorToSecond(expiresAt === null ? at : earlier(at, expiresAt));
  // Never before a second already proven: metered + pauses = end − start must hold to the second.
  const endedAt = rental.meter === null ? instant : later(instant, rental.meter.lastGoodAt);
  const metered = rental.meter === null ? {} : meterEnd({ meter: rental.meter, pauses: rental.pauses }, endedAt);
  const next: Rental = { ...rental, ...metered, endedAt, endReason: reason };
  return { next, log: [{ kind: "ended", reason }], attend: ["cluster", "vault"] };
}

function isOver(rental: Rental): boolean {
  const status = statusOf(rental);
  return status === "stopping" || status === "ended";
}

function decision(
  next: Rental,
  kind: LogKind,
  reason: string | null = null,
  attend: Decision["attend"] = [],
): Decision {
  return { next, log: [{ kind, reason }], attend };
}

function quietly(next: Rental, attend: Decision["attend"] = []): Decision {
  return { next, log: [], attend };
}
