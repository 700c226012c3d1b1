import { postingsOf } from "@worldland/core/ledger";
import type { MirroredEvent, MirrorState } from "@worldland/core/vault/mirrored";
import { rentalIdOf, storedArgs, type VaultEvent } from "@worldland/core/vault/vaultEvent";
import { sql } from "drizzle-orm";
import type { Executor } from "../database.ts";
import { type Movement, moveBalances, ownerOf } from "./moveBalances.ts";

/** A block as far as rows of its events need it. */
export type BlockOfEvents = { readonly number: bigint; readonly hash: string; readonly at: Date };

/** An event with its block and what the mirror makes of it. */
export type EventToWrite = MirroredEvent & { readonly event: VaultEvent; readonly block: BlockOfEvents };

/** Columns go as arrays: the text of a statement does not grow with its rows. */
const column = <T>(values: readonly T[]) => sql.param([...values]);

/** Writes the events as the vault said them, however many, in one statement. */
export async function writeEvents(tx: Executor, mirrored: readonly EventToWrite[]): Promise<void> {
  const of = <T>(pick: (one: EventToWrite) => T) => column(mirrored.map(pick));
  await tx.execute(sql`
    insert into vault_events (block_hash, block_number, log_index, transaction_hash, name, args, before, rental_id, at)
    select * from unnest(
      ${of(({ block }) => block.hash)}::text[], ${of(({ block }) => `${block.number}`)}::bigint[],
      ${of(({ event }) => event.logIndex)}::int[], ${of(({ event }) => event.transactionHash)}::text[],
      ${of(({ event }) => event.name)}::text[], ${of(({ event }) => JSON.stringify(storedArgs(event)))}::jsonb[],
      ${of(({ before }) => (before === null ? null : JSON.stringify(before)))}::jsonb[],
      ${of(({ event }) => rentalIdOf(event)?.toString() ?? null)}::bigint[],
      ${of(({ block }) => block.at.toISOString())}::timestamptz[])`);
}

/**
 * Moves the money and writes its postings in the order of the chain, in a few statements. Answers what moved; balances
 * move by the sums of all, under the accounts' locks.
 */
export async function writePostings(
  tx: Executor,
  mirrored: readonly EventToWrite[],
  state: MirrorState,
): Promise<readonly Movement[]> {
  const rows = mirrored.flatMap(({ event, money, block }) =>
    (money === null ? [] : postingsOf(money)).map((posting, part) => ({
      ...{ ...posting, ...partiesOf(event, state), block, part },
      ...{ logIndex: event.logIndex, transactionHash: event.transactionHash },
    })),
  );
  if (rows.length === 0) return [];
  const movements = rows.flatMap(({ source, destination, amount, customer }): Movement[] => [
    { name: source, owner: ownerOf(source, customer), amount: -amount },
    { name: destination, owner: ownerOf(destination, customer), amount },
  ]);
  await moveBalances(tx, movements);
  const of = <T>(pick: (row: (typeof rows)[number]) => T) => column(rows.map(pick));
  await tx.execute(sql`
    insert into postings (source, destination, amount, kind, rental_id, customer, block_number, block_hash, log_index,
                          part, transaction_hash, at)
    select source, destination, amount, kind, rental_id, customer, block_number, block_hash, log_index, part,
           transaction_hash, at from unnest(
      ${of(({ source }) => source)}::text[], ${of(({ destination }) => destination)}::text[],
      ${of(({ amount }) => `${amount}`)}::numeric[], ${of(({ kind }) => kind)}::text[],
      ${of(({ rentalId }) => rentalId?.toString() ?? null)}::bigint[], ${of(({ customer }) => customer)}::text[],
      ${of(({ block }) => `${block.number}`)}::bigint[], ${of(({ block }) => block.hash)}::text[],
      ${of(({ logIndex }) => logIndex)}::int[], ${of(({ part }) => part)}::int[],
      ${of(({ transactionHash }) => transactionHash)}::text[],
      ${of(({ block }) => block.at.toISOString())}::timestamptz[])
      with ordinality as row (source, destination, amount, kind, rental_id, customer, block_number, block_hash,
                              log_index, part, transaction_hash, at, place)
     order by place`);
  return movements;
}

/** The rental that an event moves money for, and its customer. */
function partiesOf(event: VaultEvent, state: MirrorState): { rentalId: bigint | null; customer: string | null } {
  const rentalId = rentalIdOf(event);
  return { rentalId, customer: rentalId === null ? null : (state.rentals.get(rentalId)?.customer ?? null) };
}
