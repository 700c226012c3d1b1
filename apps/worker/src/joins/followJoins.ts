import { expireNodeJoins } from "@worldland/db/commands/expireNodeJoins";
import { finishNodeJoin } from "@worldland/db/commands/finishNodeJoin";
import { observeNode } from "@worldland/db/commands/observeNode";
import { pendingJoins } from "@worldland/db/queries/worker/pendingJoins";
import type { ExpectedNode } from "@worldland/k8s/port";
import type { WorkerDeps } from "../deps.ts";
import { makeJoinLine } from "./makeJoinLine.ts";

/** Brings every join a step further: line made, request approved, node seen. Safe to repeat. */
export async function followJoins(deps: WorkerDeps): Promise<void> {
  for (const tokenId of await expireNodeJoins(deps.db)) await deps.cluster.join.revokeToken(tokenId);
  const joins = await pendingJoins(deps.db, deps.config.clusterId);
  for (const join of joins) if (join.tokenId === null) await makeJoinLine(deps, join);
  const expected = joins.flatMap(({ nodeName, provider, tokenId }) =>
    tokenId === null ? [] : [{ nodeName, provider, tokenId }],
  );
  if (expected.length > 0) await approve(deps, expected);
}

/** Nodes of ours renew their certificates now and then, also where nobody joins. */
export async function approveRenewals(deps: WorkerDeps): Promise<void> {
  await approve(deps, []);
}

async function approve(deps: WorkerDeps, expected: readonly ExpectedNode[]): Promise<void> {
  for (const name of await deps.cluster.join.approvePending(expected))
    deps.log.info({ node: name }, "a node is let in");
  if (expected.length === 0) return;
  for (const node of await deps.cluster.nodes()) {
    const join = expected.find(({ nodeName, provider }) => nodeName === node.name && provider === node.provider);
    if (join === undefined) continue;
    await observeNode(deps.db, node);
    await finishNodeJoin(deps.db, node.name);
  }
}
