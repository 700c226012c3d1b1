import { observeNode } from "@worldland/db/commands/observeNode";
import type { WorkerDeps } from "../deps.ts";

/**
 * Looks at one node again: a join that was asked for, inventory, identity, offers. Its GPUs are the provider's claim
 * here; who lets it in is the operator, or the rule for trusted providers. A workload that counts and times the GPUs
 * before a node is let in is not built yet.
 */
export async function reconcileNode(deps: WorkerDeps, payload: { nodeName: string }): Promise<void> {
  deps.wake.joins();
  const node = (await deps.cluster.nodes()).find((seen) => seen.name === payload.nodeName);
  if (node !== undefined) await observeNode(deps.db, node);
}
