import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRental } from "./commands/openRental.ts";
import { planVaultWork } from "./commands/planVaultWork.ts";
import { quoteRental } from "./commands/quoteRental.ts";
import { stopRental } from "./commands/stopRental.ts";
import { type OpenDatabase, openDatabase } from "./database.ts";
import { orderOf } from "./rows/quoteRow.ts";
import { clickOf, SMALLEST, type TestMarket, testMarket, wallet } from "./testMarket.ts";
import { WEB_ROLE } from "./webRole.ts";

const CUSTOMER = wallet(0xc1);
let market: TestMarket;
let web: OpenDatabase;
beforeAll(async () => {
  market = await testMarket();
  web = openDatabase(market.url, { name: "test", role: WEB_ROLE });
  await market.addNode();
  await market.deposit(CUSTOMER, 10n ** 18n);
});
afterAll(async () => {
  await web.close();
  await market.close();
});

/** A whole click in the web's role. */
async function click() {
  const { quote } = await quoteRental(web.db, { customer: CUSTOMER, request: SMALLEST });
  return openRental(web.db, clickOf(CUSTOMER, SMALLEST, { order: orderOf(quote) }));
}

const DENIED = /permission denied|row-level security/;

async function refused(statement: string): Promise<void> {
  const error: unknown = await web.db.execute(statement).catch((cause: unknown) => cause);
  expect(String(error instanceof Error && error.cause), statement).toMatch(DENIED);
}

test("the web works as its role, whatever it logs in as, and clicks and stops in it", async () => {
  const { rows } = await web.db.execute<{ role: string }>("select current_user as role");
  expect(rows).toEqual([{ role: WEB_ROLE }]);
  const rental = await click();
  await market.start(rental.id);
  const { status } = await stopRental(web.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  expect(status).toBe("recorded");
});

test("a stop in the web's role takes back the opening that was planned", async () => {
  const rental = await click();
  await planVaultWork(market.db, { operator: wallet(0x0e) });
  const states = () =>
    market.db.execute<{ state: string }>(sql`select state from vault_intents where rental_id = ${rental.id}`);
  expect((await states()).rows).toEqual([{ state: "planned" }]);
  await stopRental(web.db, { rentalId: rental.id, by: "customer", wallet: CUSTOMER });
  expect((await states()).rows).toEqual([{ state: "cancelled" }]);
});

test("the web's role makes no money, blocks, events, intents, transactions or budgets", async () => {
  await click();
  await planVaultWork(market.db, { operator: wallet(0x0e) });
  await refused("insert into vault_intents (purpose, kind, operator) values ('x', 'open', 'x')");
  await refused("update vault_intents set state = 'sent'");
  await refused("update vault_intents set state = 'confirmed', rental_id = 1");
  await refused("delete from vault_intents");
  await refused("update ledger_accounts set balance = 1000000");
  await refused("update ledger_accounts set owner = 'x'");
  await refused("insert into ledger_accounts (name, owner, balance) values ('account:0x1', '0x1', 5)");
  await refused("insert into ledger_accounts (name, owner) values ('hold:1', '0x1')");
  await refused("delete from ledger_accounts");
  for (const table of [
    "postings",
    "chain_blocks",
    "chain_state",
    "vault_events",
    "vault_transactions",
    "session_grants",
  ]) {
    await refused(`delete from ${table}`);
    await refused(`insert into ${table} overriding system value select * from ${table}`);
  }
  await refused("update session_grants set spent = 0");
  await refused("update chain_state set fee_bps = 0");
  await refused("select sealed from rental_secrets");
  await refused("update nodes set provider = 'x'");
  await refused("update providers set trusted = true");
  await refused("select app.advance(1)");
  await refused("update app.clock set offset_s = 1");
  await refused("create table mine (x int)");
});
