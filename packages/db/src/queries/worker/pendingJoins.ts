import { and, eq, gt, inArray } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { appNow } from "../../schema/columns.ts";
import { nodeJoins } from "../../schema/nodeJoins.ts";

export type PendingJoin = {
  readonly nodeName: string;
  readonly provider: string;
  /** Null: the token is still to be made. */
  readonly tokenId: string | null;
  /** base64 SPKI X25519 key that the line is sealed to. */
  readonly sealedTo: string;
  readonly expiresAt: Date;
};

/** Nodes a cluster waits for: tokens to make, and requests to approve. */
export function pendingJoins(db: Executor, clusterId: string): Promise<PendingJoin[]> {
  return db
    .select({
      nodeName: nodeJoins.nodeName,
      provider: nodeJoins.provider,
      tokenId: nodeJoins.tokenId,
      sealedTo: nodeJoins.sealedTo,
      expiresAt: nodeJoins.expiresAt,
    })
    .from(nodeJoins)
    .where(
      and(
        eq(nodeJoins.clusterId, clusterId),
        inArray(nodeJoins.state, ["asked", "ready"]),
        gt(nodeJoins.expiresAt, appNow),
      ),
    );
}
