import { and, eq, isNull } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { allocations } from "../schema/allocations.ts";

/**
 * Binds the node's lowest free slots to a rental. The caller holds the offer's lock; the partial unique index guards
 * the rest: a slot bound twice makes the transaction fail.
 */
export async function allocateGpus(
  tx: Executor,
  rental: { id: bigint; clusterId: string; nodeName: string; gpuCount: number },
  now: Date,
): Promise<void> {
  const { clusterId, nodeName } = rental;
  const taken = await tx
    .select({ gpuIndex: allocations.gpuIndex })
    .from(allocations)
    .where(
      and(eq(allocations.clusterId, clusterId), eq(allocations.nodeName, nodeName), isNull(allocations.releasedAt)),
    );
  const busy = new Set(taken.map((row) => row.gpuIndex));
  const slots: number[] = [];
  for (let slot = 0; slots.length < rental.gpuCount; slot++) if (!busy.has(slot)) slots.push(slot);
  await tx
    .insert(allocations)
    .values(slots.map((gpuIndex) => ({ clusterId, nodeName, gpuIndex, rentalId: rental.id, createdAt: now })));
}
