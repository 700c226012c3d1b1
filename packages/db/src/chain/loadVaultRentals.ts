import type { VaultRental } from "@worldland/core/vault/mirrored";
import { and, asc, inArray, sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { vaultEvents } from "../schema/vaultEvents.ts";

type EventRow = typeof vaultEvents.$inferSelect;

/** What earlier events said of these rentals, also of those that no row of ours knows. */
export async function loadVaultRentals(tx: Executor, rentalIds: readonly bigint[]): Promise<Map<bigint, VaultRental>> {
  const known = new Map<bigint, VaultRental>();
  if (rentalIds.length === 0) return known;
  const rows = await tx
    .select()
    .from(vaultEvents)
    .where(
      and(
        sql`${vaultEvents.rentalId} = any(${sql.param(rentalIds.map(String))}::bigint[])`,
        inArray(vaultEvents.name, ["RentalOpened", "RentalExtended", "RentalSettled"]),
      ),
    )
    .orderBy(asc(vaultEvents.blockNumber), asc(vaultEvents.logIndex));
  for (const row of rows) {
    if (row.rentalId === null) continue;
    const before = known.get(row.rentalId);
    const after = row.name === "RentalOpened" ? openedOf(row) : before && movedOf(before, row);
    if (after !== undefined) known.set(row.rentalId, after);
  }
  return known;
}

function openedOf({ args, at }: EventRow): VaultRental {
  return {
    customer: String(args.customer),
    provider: String(args.provider),
    signer: String(args.signer),
    ratePerSecond: BigInt(String(args.ratePerSecond)),
    maxSeconds: Number(args.maxSeconds),
    usedSeconds: 0,
    openedAt: at,
  };
}

function movedOf(before: VaultRental, { name, args }: EventRow): VaultRental {
  return name === "RentalExtended"
    ? { ...before, maxSeconds: Number(args.maxSeconds) }
    : { ...before, usedSeconds: Number(args.usedSeconds) };
}
