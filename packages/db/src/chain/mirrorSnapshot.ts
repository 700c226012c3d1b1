import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";

/** For tests: everything the mirror writes, as text that can be compared. */
export async function mirrorSnapshot(db: Database): Promise<unknown> {
  const { rows } = await db.execute<{ state: unknown }>(sql`
    select json_build_object(
      'accounts', (select json_object_agg(name, balance::text order by name) from ledger_accounts where balance <> 0),
      'postings', (select json_agg(json_build_array(source, destination, amount::text, kind, block_hash, log_index) order by id) from postings),
      'events', (select json_agg(json_build_array(block_hash, log_index, name, args, before) order by block_number, log_index) from vault_events),
      'blocks', (select json_agg(json_build_array(number::text, hash) order by number) from chain_blocks),
      'chain', (select json_build_array(scanned_number::text, scanned_hash, fee_bps, fee_recipient, opening_paused, operators) from chain_state),
      'grants', (select json_agg(g order by customer, key) from session_grants g),
      'holds', (select json_agg(json_build_array(rental_id::text, purpose, amount::text) order by id) from reservations where outcome = 'mirrored'),
      'rentals', (select json_agg(json_build_array(id::text, vault_state, vault_opened_at, vault_stopped_at, vault_used_s, duration_s) order by id) from rentals where vault_state <> 'unopened')
    ) as state`);
  return rows[0]?.state;
}
