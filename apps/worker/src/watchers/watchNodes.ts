import { observeNode } from "@worldland/db/commands/observeNode";
import type { WorkerDeps } from "../deps.ts";

/** Records every change of a node until aborted. */
export async function watchNodes(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  await deps.cluster.watchNodes((seen) => {
    observeNode(deps.db, seen).catch((cause: unknown) =>
      deps.log.warn({ node: seen.name, err: cause }, "a node was not recorded"),
    );
  }, signal);
}
