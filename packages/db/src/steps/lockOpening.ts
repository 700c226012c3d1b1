import { accountOf } from "@worldland/core/ledger";
import { fixed, queryOf } from "../fixedStatement.ts";
import type { Pipeline } from "../pipelined.ts";

/**
 * Everything that a click takes from others, in the order of `lockAccount`: each lateral join can only begin when the
 * row before it is locked. What the rows hold is read afterwards, by a statement that sees what was waited for.
 */
const LOCK = fixed`
  select 1
    from (select owner from ledger_accounts where name = ${"account"} for no key update) a
    left join lateral (
      select offer_id from quotes where rental_id = ${"rentalId"}::bigint and customer = a.owner for update
    ) q on true
    left join lateral (select id from offers where id = q.offer_id for no key update) o on true
    left join lateral (
      select 1 from idempotency_keys where request_id = ${"requestId"} for no key update
    ) i on true`;

/** Locks account, quote, offer and the request that the click answers. False: the account has no row yet. */
export async function lockOpening(
  pipeline: Pipeline,
  { customer, rentalId, requestId }: { customer: string; rentalId: bigint; requestId: string | null },
): Promise<boolean> {
  const rows = await pipeline.send(queryOf(LOCK, { account: accountOf(customer), rentalId, requestId }));
  return rows.length > 0;
}
