import { rentalIdOf, type VaultEvent } from "@worldland/core/vault/vaultEvent";
import { inArray } from "drizzle-orm";
import { loadVaultRentals } from "../../chain/loadVaultRentals.ts";
import type { Executor } from "../../database.ts";
import { sessionGrants } from "../../schema/sessionGrants.ts";

/**
 * Every (customer, key) whose `sessionKey()` or `grantNonce` a block's events may have changed: those named in them,
 * and all known keys of the customers whose rentals they move. Read them at that block and hand them to `mirrorBlock`.
 */
export async function sessionKeysTouched(
  db: Executor,
  events: readonly VaultEvent[],
): Promise<{ customer: string; key: string }[]> {
  const touched = new Map<string, { customer: string; key: string }>();
  const touch = (customer: string, key: string) =>
    touched.set(`${customer} ${key}`.toLowerCase(), { customer: customer.toLowerCase(), key: key.toLowerCase() });
  const customers = new Set<string>();
  for (const event of events) {
    if (event.name === "SessionKeyGranted" || event.name === "SessionKeyRevoked") {
      touch(event.args.customer, event.args.key);
      customers.add(event.args.customer.toLowerCase());
    }
    if (event.name === "RentalOpened") customers.add(event.args.customer.toLowerCase());
  }
  const rentalIds = events.map(rentalIdOf).filter((id) => id !== null);
  for (const rental of (await loadVaultRentals(db, [...new Set(rentalIds)])).values()) customers.add(rental.customer);
  if (customers.size === 0) return [];
  const known = await db
    .select({ customer: sessionGrants.customer, key: sessionGrants.key })
    .from(sessionGrants)
    .where(inArray(sessionGrants.customer, [...customers]));
  for (const { customer, key } of known) touch(customer, key);
  return [...touched.values()];
}
