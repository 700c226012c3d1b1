import { PERIODS } from "@worldland/core/limits";
import { seal } from "@worldland/core/sealed";
import { storeJoinLine } from "@worldland/db/commands/storeJoinLine";
import type { PendingJoin } from "@worldland/db/queries/worker/pendingJoins";
import type { WorkerDeps } from "../deps.ts";
import { joinLineOf } from "./joinLineOf.ts";

/** Makes the token of a join that was asked for, and the line to paste, sealed to the key of the page that asked. */
export async function makeJoinLine(deps: WorkerDeps, join: PendingJoin): Promise<void> {
  const { joinCommand } = deps.config;
  const { nodeName, provider, sealedTo } = join;
  if (joinCommand === null) return;
  const token = await deps.cluster.join.createToken({ nodeName, provider, ttlS: PERIODS.joinTokenS });
  const line = await seal(sealedTo, joinLineOf(joinCommand, nodeName, token), nodeName);
  const isStored = await storeJoinLine(deps.db, { nodeName, tokenId: token.tokenId, line });
  // Another worker was quicker: its token is the one that counts.
  if (!isStored) await deps.cluster.join.revokeToken(token.tokenId);
}
