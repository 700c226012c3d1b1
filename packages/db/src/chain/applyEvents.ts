import type { VaultRental } from "@worldland/core/vault/mirrored";
import { rentalIdOf, type VaultEvent } from "@worldland/core/vault/vaultEvent";
import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { grantRequests } from "../schema/grantRequests.ts";
import { rentals } from "../schema/rentals.ts";
import { applyEvent } from "./applyEvent.ts";

/**
 * What events mean beside money, in the order of the chain. Only those about rentals and grants that came through us
 * have such a meaning: of a past that others made, nothing is asked event by event.
 */
export async function applyEvents(
  tx: Executor,
  placed: readonly { readonly event: VaultEvent; readonly block: { readonly number: bigint; readonly at: Date } }[],
  known: ReadonlyMap<bigint, VaultRental>,
  now: Date,
): Promise<void> {
  const ours = await ownRentals(tx, [...known.keys()]);
  const customers = placed.flatMap(({ event }) =>
    event.name === "SessionKeyGranted" ? [event.args.customer.toLowerCase()] : [],
  );
  const askers = await whoAskedForGrants(tx, customers);
  for (const { event, block } of placed) {
    const rentalId = rentalIdOf(event);
    const isOurs =
      rentalId === null
        ? event.name === "SessionKeyGranted" && askers.has(event.args.customer.toLowerCase())
        : ours.has(rentalId);
    if (isOurs) await applyEvent(tx, event, known, { number: block.number, at: block.at, now });
  }
}

async function ownRentals(tx: Executor, ids: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: rentals.id })
    .from(rentals)
    .where(sql`${rentals.id} = any(${sql.param(ids.map(String))}::bigint[])`);
  return new Set(rows.map(({ id }) => id));
}

async function whoAskedForGrants(tx: Executor, customers: readonly string[]): Promise<ReadonlySet<string>> {
  if (customers.length === 0) return new Set();
  const rows = await tx
    .selectDistinct({ customer: grantRequests.customer })
    .from(grantRequests)
    .where(sql`${grantRequests.customer} = any(${sql.param([...customers])}::text[])`);
  return new Set(rows.map(({ customer }) => customer));
}
