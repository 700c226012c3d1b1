import { PERIODS } from "@worldland/core/limits";
import { secondsBetween } from "@worldland/core/time";
import { readClock } from "@worldland/db/clock";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { type ProbeTarget, probeTarget, probeTargets } from "@worldland/db/queries/worker/probeTargets";
import { probeSsh } from "@worldland/k8s/probe";
import type { WorkerDeps } from "./deps.ts";

const PROBE_TIMEOUT_MS = 5_000;
/** How often a workload that has just been applied is asked whether it answers. */
const STARTING_EVERY_MS = 40;
const STARTING_FOR_MS = 90_000;

export type Prober = {
  /** Probes every rental whose last probe is older than the interval. */
  probeDue(): Promise<void>;
  /** Asks a starting workload again and again until it answers, so that the prompt is not kept waiting. */
  awaitFirstAnswer(rentalId: bigint): void;
  stop(): void;
};

/** The reachability prober: the only source of metered seconds. */
export function createProber(deps: WorkerDeps): Prober {
  const lastAttempt = new Map<bigint, Date>();
  const busy = new Set<bigint>();
  let stopped = false;

  const probeOnce = async (target: ProbeTarget): Promise<boolean> => {
    const good = await probe(deps, target);
    lastAttempt.set(target.rentalId, await readClock(deps.db));
    return good;
  };

  /** One probe of a rental at a time; what fails with one says nothing of the others. */
  const exclusively = async (rentalId: bigint, run: () => Promise<unknown>): Promise<void> => {
    if (busy.has(rentalId)) return;
    busy.add(rentalId);
    try {
      await run();
    } catch (cause) {
      deps.log.warn({ rentalId: rentalId.toString(), err: cause }, "a probe was not recorded");
    } finally {
      busy.delete(rentalId);
    }
  };

  return {
    async probeDue() {
      const now = await readClock(deps.db);
      const targets = await probeTargets(deps.db);
      const alive = new Set(targets.map((target) => target.rentalId));
      for (const id of lastAttempt.keys()) if (!alive.has(id)) lastAttempt.delete(id);
      const due = targets.filter((target) => {
        const last = lastAttempt.get(target.rentalId);
        const isExpiring = target.expiresAt !== null && target.expiresAt <= now;
        return last === undefined || isExpiring || secondsBetween(last, now) >= PERIODS.probeIntervalS;
      });
      await Promise.all(due.map((target) => exclusively(target.rentalId, () => probeOnce(target))));
    },
    awaitFirstAnswer(rentalId) {
      const deadline = performance.now() + STARTING_FOR_MS;
      const run = async () => {
        while (!stopped && performance.now() < deadline) {
          const target = await probeTarget(deps.db, rentalId);
          if (target === null || target.startedAt !== null || (await probeOnce(target))) return;
          await new Promise((resolve) => setTimeout(resolve, STARTING_EVERY_MS));
        }
      };
      void exclusively(rentalId, run);
    },
    stop() {
      stopped = true;
    },
  };
}

/**
 * A rental whose term is over while nobody probed (we were away) is asked once more before time is judged: one good
 * probe proves what the meter may bridge. Where the tail is short it counts anyway, and nobody waits.
 */
export async function proveTail(deps: WorkerDeps, rentalId: bigint): Promise<void> {
  const target = await probeTarget(deps.db, rentalId);
  if (target === null || target.expiresAt === null || target.lastGoodAt === null) return;
  if (target.expiresAt > (await readClock(deps.db))) return;
  if (secondsBetween(target.lastGoodAt, target.expiresAt) <= PERIODS.proofGapS) return;
  await probe(deps, target);
}

/** One probe, recorded. A rental not yet running is only told about good ones. Answers whether it was reachable. */
async function probe(deps: WorkerDeps, target: ProbeTarget): Promise<boolean> {
  // The first probe, and the first after a pause, also checks the host key: a foreign banner earns nothing.
  const checksKey = target.startedAt === null || target.isPaused;
  const result = await probeSsh({
    host: target.host,
    port: target.port,
    timeoutMs: PROBE_TIMEOUT_MS,
    ...(checksKey && target.hostKey !== null ? { expectedFingerprint: target.hostKey } : {}),
  });
  if (!result.reachable && target.startedAt === null) return false;
  const seen = deps.seen.get(target.rentalId) ?? (await deps.cluster.observe(target));
  const at = await readClock(deps.db);
  deps.reached("before_probe_record");
  await recordRentalEvent(deps.db, {
    rentalId: target.rentalId,
    who: "platform",
    event: {
      type: "probed",
      probe: { at, good: result.reachable, podUid: seen.podUid ?? "", restarts: seen.restarts },
    },
  });
  return result.reachable;
}
