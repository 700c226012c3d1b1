import { sql } from "drizzle-orm";

const wei = (text: string) => BigInt(text);

/** Wei per second that a posting's rental was opened at, as the vault said; null without a rental. */
export const ratePaid = sql<bigint | null>`(
  select opened.args ->> 'ratePerSecond' from vault_events opened
   where opened.rental_id = postings.rental_id and opened.name = 'RentalOpened' limit 1
)`.mapWith(wei);

/** What a charge's or a fee's settlement moved in all, the two together; null for other postings. */
export const settledCharge = sql<bigint | null>`(
  select settled.args ->> 'charge' from vault_events settled
   where settled.block_hash = postings.block_hash and settled.log_index = postings.log_index
     and settled.name = 'RentalSettled'
)`.mapWith(wei);
