import { PERIODS } from "@worldland/core/limits";
import { monotonicMs } from "@worldland/core/time";
import { liftFences } from "@worldland/db/commands/liftFences";
import { observeNode } from "@worldland/db/commands/observeNode";
import { setNodeBack } from "@worldland/db/commands/setNodeBack";
import { setNodeLost } from "@worldland/db/commands/setNodeLost";
import { aliveNodes } from "@worldland/db/queries/worker/aliveNodes";
import type { LeaseWatch, WorkerDeps } from "../deps.ts";

/**
 * Reads every node and its lease: the truth beside the watch. A node is lost when its `renewTime` stood still for 40 s
 * by our monotonic clock; comparing with the node's own clock would let a wrong one live or die at will. A node that
 * the cluster no longer names has a lease that stands still.
 */
export async function judgeNodes(deps: WorkerDeps): Promise<void> {
  const { clusterId } = deps.config;
  const seen = await deps.cluster.nodes();
  for (const node of seen) await observeNode(deps.db, node);
  const named = new Set(seen.map(({ name }) => name));
  const vanished = (await aliveNodes(deps.db, clusterId)).filter((name) => !named.has(name));
  for (const { name, leaseRenewTime } of seen) await judge(deps, name, leaseRenewTime);
  for (const name of vanished) await judge(deps, name, null);
  for (const name of await liftFences(deps.db, clusterId)) deps.log.info({ node: name }, "rented out again");
}

async function judge(deps: WorkerDeps, name: string, renewTime: string | null): Promise<void> {
  const { db, leases } = deps;
  const key = { clusterId: deps.config.clusterId, name };
  const verdict = verdictOf(leases.get(name), renewTime, monotonicMs());
  // Recorded before it is remembered: what fails is done again at the next look.
  if (verdict.recorded === "lost" && verdict.isNew) await setNodeLost(db, key);
  if (verdict.recorded === "alive" && verdict.isNew) await setNodeBack(db, key);
  const { sinceMs, recorded } = verdict;
  leases.set(name, { renewTime, sinceMs, recorded });
}

/** What a look says beside the one before. The first look of a process says nothing: it saw no lease move or stand. */
export function verdictOf(
  before: LeaseWatch | undefined,
  renewTime: string | null,
  nowMs: number,
): Pick<LeaseWatch, "sinceMs" | "recorded"> & { readonly isNew: boolean } {
  if (before === undefined) return { sinceMs: nowMs, recorded: null, isNew: false };
  const { sinceMs } = before;
  if (renewTime !== null && renewTime !== before.renewTime) {
    return { sinceMs: nowMs, recorded: "alive", isNew: before.recorded !== "alive" };
  }
  const isStill = nowMs - sinceMs > PERIODS.nodeLostS * 1000;
  return isStill
    ? { sinceMs, recorded: "lost", isNew: before.recorded !== "lost" }
    : { sinceMs, recorded: before.recorded, isNew: false };
}
