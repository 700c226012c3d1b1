import { observeNode } from "@worldland/db/commands/observeNode";
import type { WorkerDeps } from "../deps.ts";

/** Looks at one node again: inventory, identity, offers. */
export async function reconcileNode(deps: WorkerDeps, payload: { nodeName: string }): Promise<void> {
  const node = (await deps.cluster.nodes()).find((seen) => seen.name === payload.nodeName);
  if (node !== undefined) await observeNode(deps.db, node);
}
