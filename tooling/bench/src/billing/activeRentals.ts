import { opening, testMarket, wallet } from "@worldland/db/testMarket";
import pg from "pg";

const CUSTOMER = wallet(0xc1);
/** Key that opened all of them. */
export const OPERATOR = wallet(0x09);

export type ActiveRentals = Awaited<ReturnType<typeof activeRentals>>;

/**
 * A market with `size` running rentals of a month, open in the vault for a day and an hour, reachable almost all the
 * time: each a copy of one that came there by the commands, with its opening's intent.
 */
export async function activeRentals(size: number) {
  const market = await testMarket({ connections: 2 });
  await market.addNode();
  await market.deposit(CUSTOMER, 10n ** 24n);
  const rental = await market.rent(CUSTOMER, { durationHours: 720 });
  await market.chain.mine([opening(rental)]);
  await market.start(rental.id);
  // Not the product's connection: what is only set up may take its time.
  const raw = new pg.Client(market.url);
  await raw.connect();
  await raw.query(`
    update rentals set attention_at = app.now() + interval '1 day', vault_opened_at = app.now() - interval '25 hours',
                       started_at = app.now() - interval '25 hours', meter = jsonb_set(meter, '{provenS}', '86400')`);
  const { rows } = await raw.query<{ columns: string }>(`
    select string_agg(quote_ident(column_name), ', ') as columns from information_schema.columns
     where table_schema = 'public' and table_name = 'rentals' and is_generated = 'NEVER'
       and column_name not in ('id', 'ssh_port')`);
  const columns = rows[0]?.columns ?? "";
  await raw.query(`
    insert into rentals (id, ssh_port, ${columns})
    select id + i, ssh_port + i, ${columns} from rentals cross join generate_series(1, ${size - 1}) i`);
  await raw.query(`
    insert into vault_intents (purpose, kind, rental_id, operator, state, mined_number)
    select 'open:' || id, 'open', id, '${OPERATOR}', 'confirmed', 1 from rentals
    on conflict (purpose) do nothing`);
  await market.chain.mine([]);
  /** As a database is whose autovacuum keeps up. */
  const tidy = () => raw.query("vacuum (analyze) rentals, vault_intents");
  await tidy();
  return {
    db: market.db,
    raw,
    tidy,
    async close(): Promise<void> {
      await raw.end();
      await market.close();
    },
  };
}
