import { newId } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";
import { addSeconds, fromUnixSeconds, SECONDS_PER_HOUR } from "@worldland/core/time";
import { and, eq, gt, max } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { tellLive } from "../live.ts";
import { nudge } from "../nudge.ts";
import { budgetOf } from "../queries/account/budgetOf.ts";
import { nextGrantNonce } from "../queries/account/nextGrantNonce.ts";
import type { GrantOrder } from "../queries/chain/intentsToSend.ts";
import { grantRequests } from "../schema/grantRequests.ts";
import { sessionGrants } from "../schema/sessionGrants.ts";
import { lockAccount } from "../steps/lockAccount.ts";
import { wakeRelay } from "../wake.ts";

/** Grants of one customer that we relay within an hour: each costs us gas. */
const GRANTS_PER_HOUR = 20;

/**
 * A signed budget (already verified by the caller) to be relayed. One that lowers a limit binds here at once. Refuses
 * `invalid_request` for a nonce that is not the customer's turn or an expiry in the past, and `rate_limited`; a
 * revocation of something granted is never too much.
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
    const now = await readClock(tx);
    await refuseOutOfTurn(tx, customer, nonce);
    if (expiresAt <= now) throw new Refusal("invalid_request", "This grant has already expired.");
    await refuseTooMany(tx, grant, now);
    await tx.insert(grantRequests).values({ id, customer, key, limit, expiresAt, nonce, signature, createdAt: now });
    await nudge(tx, { name: "vault.advance", payload: {} });
    await tellLive(tx, [{ wallet: customer, kind: "account", id: customer }]);
  });
  await wakeRelay(db);
  return { id };
}

/** From the vault's own nonce up to the one after all that wait: what lies beyond could never be mined in turn. */
async function refuseOutOfTurn(tx: Executor, customer: string, nonce: number): Promise<void> {
  const [known] = await tx
    .select({ nonce: max(sessionGrants.nonce) })
    .from(sessionGrants)
    .where(eq(sessionGrants.customer, customer));
  if (nonce >= (known?.nonce ?? 0) && nonce <= (await nextGrantNonce(tx, customer))) return;
  const said = nonce < (known?.nonce ?? 0) ? "has passed" : "is not the next one";
  throw new Refusal("invalid_request", `This grant's nonce ${said}.`, { suggestion: "Sign a new grant." });
}

async function refuseTooMany(tx: Executor, { customer, key, spendLimit }: GrantOrder, now: Date): Promise<void> {
  const hourAgo = addSeconds(now, -SECONDS_PER_HOUR);
  const recent = await tx.$count(
    grantRequests,
    and(eq(grantRequests.customer, customer), gt(grantRequests.createdAt, hourAgo)),
  );
  if (recent < GRANTS_PER_HOUR) return;
  const budget = spendLimit === 0n ? await budgetOf(tx, customer, key) : null;
  if (budget === null || budget.limit === 0n) throw new Refusal("rate_limited", "Too many grants within an hour.");
}
