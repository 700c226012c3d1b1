import { newId } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";
import { fromUnixSeconds } from "@worldland/core/time";
import { eq, max } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { nudge } from "../nudge.ts";
import type { GrantOrder } from "../queries/chain/intentsToSend.ts";
import { grantRequests } from "../schema/grantRequests.ts";
import { sessionGrants } from "../schema/sessionGrants.ts";
import { lockAccount } from "../steps/lockAccount.ts";
import { wakeRelay } from "../wake.ts";

/**
 * A signed budget (already verified by the caller) to be relayed. One that lowers a limit binds here at once. Refuses
 * `invalid_request` for a nonce the chain has passed or an expiry in the past.
 */
export async function requestGrant(
  db: Database,
  input: { grant: GrantOrder; signature: string },
): Promise<{ id: string }> {
  const { grant, signature } = input;
  const { customer, key, spendLimit: limit, nonce } = grant;
  const expiresAt = fromUnixSeconds(grant.expiresAt);
  const id = newId("int");
  await db.transaction(async (tx) => {
    await lockAccount(tx, customer);
    const [known] = await tx
      .select({ nonce: max(sessionGrants.nonce) })
      .from(sessionGrants)
      .where(eq(sessionGrants.customer, customer));
    if (nonce < (known?.nonce ?? 0)) {
      throw new Refusal("invalid_request", "This grant's nonce has passed.", { suggestion: "Sign a new grant." });
    }
    if (expiresAt <= (await readClock(tx))) throw new Refusal("invalid_request", "This grant has already expired.");
    await tx.insert(grantRequests).values({ id, customer, key, limit, expiresAt, nonce, signature });
    await nudge(tx, { name: "vault.advance", payload: {} });
  });
  await wakeRelay(db);
  return { id };
}
