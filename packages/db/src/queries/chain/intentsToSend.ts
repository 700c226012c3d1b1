import type { ExtensionOrder, RentalOrder } from "@worldland/core/rental/order";
import { unixSeconds } from "@worldland/core/time";
import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { grantRequests } from "../../schema/grantRequests.ts";
import { rentals } from "../../schema/rentals.ts";
import { reservations } from "../../schema/reservations.ts";
import { vaultIntents } from "../../schema/vaultIntents.ts";

/** The vault's `SessionGrant`. Addresses in lower case, `expiresAt` in unix seconds. */
export type GrantOrder = {
  readonly customer: string;
  readonly key: string;
  readonly spendLimit: bigint;
  readonly expiresAt: number;
  readonly nonce: number;
};

/** A planned intent with everything its call needs. */
export type IntentToSend = { readonly id: bigint } & (
  | { readonly kind: "open"; readonly order: RentalOrder; readonly signature: string }
  | { readonly kind: "extend"; readonly extension: ExtensionOrder; readonly signature: string }
  | {
      readonly kind: "settle" | "close";
      readonly usage: { rentalId: bigint; usedSeconds: number; close: boolean };
      /** Who is credited: a batch sorted by it is cheapest. */
      readonly provider: string;
      /** Only rentals whose opening is at depth may share a batch: a younger opening may still move. */
      readonly isOpeningDeep: boolean;
      /** It has waited long enough for others to share its transaction, or was to wait for nobody. */
      readonly isDue: boolean;
    }
  | { readonly kind: "grant"; readonly grant: GrantOrder; readonly signature: string }
);

/** What an operator key has to send now: what begins something first, usages by when they are due. */
export async function intentsToSend(db: Executor, operator: string, limit: number): Promise<IntentToSend[]> {
  const isUsage = sql`${vaultIntents.kind} in ('settle', 'close')`;
  // Chosen before anything is joined: a day's settlements may be a hundred thousand.
  const chosen = db
    .select({ id: vaultIntents.id })
    .from(vaultIntents)
    .where(and(eq(vaultIntents.operator, operator), eq(vaultIntents.state, "planned")))
    .orderBy(isUsage, asc(vaultIntents.dueAt), asc(vaultIntents.id))
    .limit(limit);
  const rows = await db
    .select({
      intent: vaultIntents,
      rental: rentals,
      reservation: reservations,
      grant: grantRequests,
      isOpeningDeep: sql<boolean>`coalesce((
        select max(e.block_number) <= (select scanned_number + 1 - confirmations from chain_state)
          from vault_events e where e.rental_id = ${vaultIntents.rentalId} and e.name = 'RentalOpened'), false)`,
      isDue: sql<boolean>`${vaultIntents.dueAt} <= app.now()`,
    })
    .from(vaultIntents)
    .leftJoin(rentals, eq(rentals.id, vaultIntents.rentalId))
    .leftJoin(
      reservations,
      and(
        eq(reservations.rentalId, vaultIntents.rentalId),
        or(
          and(eq(vaultIntents.kind, "open"), eq(reservations.purpose, "open")),
          sql`${vaultIntents.purpose} = 'extend:' || ${reservations.id}`,
        ),
      ),
    )
    .leftJoin(grantRequests, eq(grantRequests.id, vaultIntents.grantId))
    .where(inArray(vaultIntents.id, chosen))
    .orderBy(isUsage, asc(vaultIntents.dueAt), asc(vaultIntents.id));
  return rows.flatMap((row) => {
    const intent = intentOf(row);
    return intent === null ? [] : [intent];
  });
}

function intentOf(row: {
  intent: typeof vaultIntents.$inferSelect;
  rental: typeof rentals.$inferSelect | null;
  reservation: typeof reservations.$inferSelect | null;
  grant: typeof grantRequests.$inferSelect | null;
  isOpeningDeep: boolean;
  isDue: boolean;
}): IntentToSend | null {
  const { intent, rental, reservation, grant, isOpeningDeep, isDue } = row;
  const { id, kind, seconds } = intent;
  if (kind === "grant") {
    if (grant === null) return null;
    const { customer, key, limit: spendLimit, nonce, signature } = grant;
    return {
      id,
      kind,
      signature,
      grant: { customer, key, spendLimit, expiresAt: unixSeconds(grant.expiresAt), nonce },
    };
  }
  if (rental === null) return null;
  const rentalId = rental.id;
  if (kind === "settle" || kind === "close") {
    const usage = { rentalId, usedSeconds: seconds ?? 0, close: kind === "close" };
    return { id, kind, usage, provider: rental.provider, isOpeningDeep, isDue };
  }
  if (reservation === null) return null;
  const { maxSeconds } = reservation;
  const deadline = unixSeconds(reservation.deadline);
  if (kind === "extend") {
    const { signature } = reservation;
    return signature === null ? null : { id, kind, signature, extension: { rentalId, maxSeconds, deadline } };
  }
  const { customer, provider, ratePerSecond, signature } = rental;
  if (signature === null) return null;
  return { id, kind, signature, order: { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline } };
}
