import { decide } from "@worldland/core/rental/decide";
import type { RentalStatus } from "@worldland/core/rental/rental";
import type { WorkloadSpec } from "@worldland/core/workload";
import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { type RentalRow, rentalOf } from "../../rows/rentalRow.ts";
import { chainState } from "../../schema/chainState.ts";
import { nodes } from "../../schema/nodes.ts";
import { rentalSecrets } from "../../schema/rentalSecrets.ts";
import { rentals } from "../../schema/rentals.ts";

/** What the worker needs to make the cluster match one rental. */
export type RentalToReconcile = {
  readonly rentalId: bigint;
  readonly version: number;
  readonly status: RentalStatus;
  readonly vaultState: "unopened" | "open" | "refused" | "closed";
  readonly spec: Omit<WorkloadSpec, "access">;
  /** Sealed access; null once the rental has ended. */
  readonly sealed: string | null;
  /** Its node is lost now: nobody there ends a pod, so what is to go is forced away. */
  readonly isNodeLost: boolean;
  /** Uid of the pod that is to be replaced; null: none ever was. */
  readonly restartOf: string | null;
  /** Block time of the scanned head; null before the first scan. */
  readonly chainHeadAt: Date | null;
  /** The customer's rental before this one ended because the vault refused its order. */
  readonly wasRefusedLast: boolean;
  /** The application's clock at this look. */
  readonly now: Date;
  /** True where time has nothing to say to it yet: nobody can pay for it so far, and no deadline is over. */
  readonly isQuiet: boolean;
};

/** One statement, because the customer of a new rental is waiting for his prompt. Null: there is no such rental. */
export async function rentalToReconcile(db: Executor, rentalId: bigint): Promise<RentalToReconcile | null> {
  const [found] = await db
    .select({
      rental: rentals,
      sealed: rentalSecrets.sealed,
      now: sql<string>`to_json(app.now()) #>> '{}'`,
      headAt: sql<Date | null>`(select ${chainState.headAt} from ${chainState})`.mapWith(chainState.headAt),
      nodeLostAt: nodes.lostAt,
      reasonBefore: sql<string | null>`(
        select before.end_reason from ${rentals} before
         where before.customer = ${rentals.customer} and before.id < ${rentals.id} order by before.id desc limit 1)`,
    })
    .from(rentals)
    .leftJoin(rentalSecrets, eq(rentalSecrets.rentalId, rentals.id))
    .leftJoin(nodes, and(eq(nodes.clusterId, rentals.clusterId), eq(nodes.name, rentals.nodeName)))
    .where(eq(rentals.id, rentalId));
  if (found === undefined) return null;
  const { rental, sealed, headAt, nodeLostAt, reasonBefore } = found;
  const now = new Date(found.now);
  return {
    rentalId,
    version: rental.version,
    status: rental.status,
    vaultState: rental.vaultState,
    spec: specOf(rental),
    sealed,
    isNodeLost: nodeLostAt !== null,
    restartOf: rental.restartOf,
    chainHeadAt: headAt,
    wasRefusedLast: reasonBefore === "order_refused",
    now,
    isQuiet: isQuiet(rental, now),
  };
}

function isQuiet(row: RentalRow, now: Date): boolean {
  if (row.startedAt !== null || row.attentionAt === null || row.attentionAt <= now) return false;
  return decide(rentalOf(row, []), { type: "clock" }, now) === "ignore";
}

function specOf(rental: typeof rentals.$inferSelect): Omit<WorkloadSpec, "access"> {
  const { clusterId, customer, provider, nodeName, gpuCount, cpuCores, memoryGb, storageGb } = rental;
  return {
    rentalId: rental.id,
    clusterId,
    customer,
    provider,
    nodeName,
    image: rental.imageDigest,
    gpuCount,
    cpuCores,
    memoryGb,
    storageGb,
    nodePort: rental.sshPort,
  };
}
