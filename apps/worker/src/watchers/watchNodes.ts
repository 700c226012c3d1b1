import { PERIODS } from "@worldland/core/limits";
import { monotonicMs } from "@worldland/core/time";
import type { NodeObservation } from "@worldland/core/workload";
import { observeNode } from "@worldland/db/commands/observeNode";
import { setNodeBack } from "@worldland/db/commands/setNodeBack";
import { setNodeLost } from "@worldland/db/commands/setNodeLost";
import type { WorkerDeps } from "../deps.ts";

/** Records every change of a node until aborted. */
export async function watchNodes(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  await deps.cluster.watchNodes((seen) => {
    observeNode(deps.db, seen).catch((cause: unknown) =>
      deps.log.warn({ node: seen.name, err: cause }, "a node was not recorded"),
    );
  }, signal);
}

/**
 * Reads every node and its lease: the truth beside the watch. A node is lost when its `renewTime` stood still for 40 s
 * by our monotonic clock; comparing with the node's own clock would let a wrong one live or die at will.
 */
export async function judgeNodes(deps: WorkerDeps): Promise<void> {
  for (const node of await deps.cluster.nodes()) {
    await observeNode(deps.db, node);
    const { clusterId, name } = node;
    if (isLeaseStale(deps, node)) await setNodeLost(deps.db, { clusterId, name });
    else await setNodeBack(deps.db, { clusterId, name });
  }
}

function isLeaseStale(deps: WorkerDeps, node: NodeObservation): boolean {
  const now = monotonicMs();
  const before = deps.leases.get(node.name);
  if (before === undefined || before.renewTime !== node.leaseRenewTime) {
    deps.leases.set(node.name, { renewTime: node.leaseRenewTime, sinceMs: now });
    return false;
  }
  return now - before.sinceMs > PERIODS.nodeLostS * 1000;
}
