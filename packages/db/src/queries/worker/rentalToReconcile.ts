import type { RentalStatus } from "@worldland/core/rental/rental";
import type { WorkloadSpec } from "@worldland/core/workload";
import { and, desc, eq, lt } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { chainState } from "../../schema/chainState.ts";
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
  readonly isNodeLost: boolean;
  /** Block time of the scanned head; null before the first scan. */
  readonly chainHeadAt: Date | null;
  /** The customer's rental before this one ended because the vault refused its order. */
  readonly wasRefusedLast: boolean;
};

export async function rentalToReconcile(db: Executor, rentalId: bigint): Promise<RentalToReconcile | null> {
  const [found] = await db
    .select({ rental: rentals, sealed: rentalSecrets.sealed })
    .from(rentals)
    .leftJoin(rentalSecrets, eq(rentalSecrets.rentalId, rentals.id))
    .where(eq(rentals.id, rentalId));
  if (found === undefined) return null;
  const { rental, sealed } = found;
  const [head] = await db.select({ at: chainState.headAt }).from(chainState);
  const [before] = await db
    .select({ reason: rentals.endReason })
    .from(rentals)
    .where(and(eq(rentals.customer, rental.customer), lt(rentals.id, rentalId)))
    .orderBy(desc(rentals.id))
    .limit(1);
  return {
    rentalId,
    version: rental.version,
    status: rental.status,
    vaultState: rental.vaultState,
    spec: specOf(rental),
    sealed,
    isNodeLost: rental.nodeLostAt !== null,
    chainHeadAt: head?.at ?? null,
    wasRefusedLast: before?.reason === "order_refused",
  };
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
