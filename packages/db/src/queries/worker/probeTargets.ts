import { addSeconds } from "@worldland/core/time";
import type { WorkloadRef } from "@worldland/core/workload";
import { and, eq, isNotNull, isNull, type SQL } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { rentals } from "../../schema/rentals.ts";

/** Where and why a rental is probed. */
export type ProbeTarget = WorkloadRef & {
  readonly host: string;
  readonly port: number;
  /** Fingerprint of our host key; null only before the first apply. */
  readonly hostKey: string | null;
  readonly startedAt: Date | null;
  readonly expiresAt: Date | null;
  /** Up to here its seconds are proven; null until started. */
  readonly lastGoodAt: Date | null;
  /** The last probe failed: the next good one must show our host key. */
  readonly isPaused: boolean;
};

/** Every rental that is provisioned and has not ended. */
export function probeTargets(db: Executor): Promise<ProbeTarget[]> {
  return select(db, undefined);
}

/** One such rental; null when there is nothing to probe. */
export async function probeTarget(db: Executor, rentalId: bigint): Promise<ProbeTarget | null> {
  return (await select(db, eq(rentals.id, rentalId)))[0] ?? null;
}

async function select(db: Executor, which: SQL | undefined): Promise<ProbeTarget[]> {
  const rows = await db
    .select({
      rentalId: rentals.id,
      clusterId: rentals.clusterId,
      customer: rentals.customer,
      host: rentals.sshHost,
      port: rentals.sshPort,
      hostKey: rentals.sshHostKey,
      startedAt: rentals.startedAt,
      durationS: rentals.durationS,
      meter: rentals.meter,
    })
    .from(rentals)
    .where(and(isNotNull(rentals.provisionedAt), isNull(rentals.endedAt), which));
  return rows.flatMap(({ host, meter, durationS, ...row }) =>
    host === null
      ? []
      : [
          {
            ...row,
            host,
            isPaused: meter !== null && meter.badSince !== null,
            lastGoodAt: meter === null ? null : new Date(meter.lastGoodAt),
            expiresAt: row.startedAt === null ? null : addSeconds(row.startedAt, durationS),
          },
        ],
  );
}
