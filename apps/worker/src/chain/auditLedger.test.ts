import { accountOf, holdOf, WORLD } from "@worldland/core/ledger";
import { ledgerAudits } from "@worldland/db/queries/operator/ledgerAudits";
import { ledgerAccounts } from "@worldland/db/schema/ledgerAccounts";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { HOLD, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { auditLedger } from "./auditLedger.ts";

let m: VaultMarket;
/** Of a customer with 9 of his own and a hold. */
let account: string;
let hold: string;
beforeAll(async () => {
  m = await startVaultMarket();
  const customer = await m.customer(HOLD + 9n);
  const rental = await m.rent(customer);
  await m.settleDown(3);
  account = accountOf(customer.address);
  hold = holdOf(rental.id);
});
afterAll(() => m.close());

// What a superuser changes by hand is changed back after each test.
beforeEach(() => m.db.execute("create table kept_postings as table postings"));
beforeEach(() => m.db.execute("create table kept_accounts as table ledger_accounts"));
afterEach(async () => {
  await m.db.execute("delete from postings");
  await m.db.execute("insert into postings overriding system value select * from kept_postings");
  await m.db.execute("update ledger_accounts a set balance = k.balance from kept_accounts k where k.name = a.name");
  await m.db.execute("drop table kept_postings, kept_accounts");
});

const move = (name: string, amount: bigint) =>
  m.db.execute(`update ledger_accounts set balance = balance + ${amount} where name = '${name}'`);

/** A deposit of 5 that never was, in a block that is there. */
async function plantDeposit(): Promise<string> {
  const { rows } = await m.db.execute<{ id: string }>(`
    insert into postings (source, destination, amount, kind, block_number, block_hash, log_index, part, transaction_hash, at)
    select '${WORLD}', '${account}', 5, 'deposit', number, hash, 77, 0, '0xplanted', at
      from chain_blocks order by number desc limit 1 returning id::text as id`);
  await move(WORLD, -5n);
  await move(account, 5n);
  return rows[0]?.id ?? "";
}

test("while ledger and vault agree the monitor finds nothing, and every run is kept", async () => {
  expect(await auditLedger(m.deps)).toEqual([]);
  expect(await auditLedger(m.deps)).toEqual([]);
  const { runs, differences, accounts, roundAt } = await ledgerAudits(m.db, 10);
  expect(differences).toEqual([]);
  const head = await m.client.getBlock();
  const compared = {
    blockNumber: head.number,
    blockHash: head.hash,
    accounts: accounts - 1,
    differences: 0,
    reached: null,
  };
  expect(runs.slice(0, 2)).toMatchObject([compared, compared]);
  expect(roundAt).toEqual(runs[0]?.at);
});

test("an entry that somebody wrote by hand is found and named, with account and amount, until it is gone", async () => {
  const posting = await plantDeposit();
  const entry = { posting, kind: "deposit", amount: "5", transactionHash: "0xplanted", fault: "no_event" };
  const planted = { account, ledger: 14n, vault: 9n, unexplained: 0n, entries: [entry] };
  const owed = { account: WORLD, ledger: HOLD + 14n, vault: HOLD + 9n, unexplained: 0n, entries: [entry] };
  for (const _ of [1, 2]) expect(await auditLedger(m.deps)).toMatchObject([owed, planted]);
  const found = await ledgerAudits(m.db, 10);
  expect(found.differences).toMatchObject([
    { ...planted, isOpen: true },
    { ...owed, isOpen: true },
  ]);
  expect(found.differences[0]?.lastAt.getTime()).toBeGreaterThan(found.differences[0]?.firstAt.getTime() ?? 0);
  await m.db.execute(`delete from postings where id = ${posting}`);
  await move(account, -5n);
  await move(WORLD, 5n);
  expect(await auditLedger(m.deps)).toEqual([]);
  expect((await ledgerAudits(m.db, 10)).differences.map(({ isOpen }) => isOpen)).toEqual([false, false]);
});

test("an entry whose amount was changed is named on both of its accounts", async () => {
  const { rows } = await m.db.execute<{ id: string }>(`
    update postings set amount = amount - 2 where kind = 'hold' and source = '${account}' returning id::text as id`);
  await move(account, 2n);
  await move(hold, -2n);
  const entries = [{ posting: rows[0]?.id, kind: "hold", amount: `${HOLD - 2n}`, fault: "other_amount" }];
  expect(await auditLedger(m.deps)).toMatchObject([
    { account, ledger: 11n, vault: 9n, unexplained: 0n, entries },
    { account: hold, ledger: HOLD - 2n, vault: HOLD, unexplained: 0n, entries },
  ]);
});

test("a balance that no entry explains is said to be that, and the ledger's sum is no longer zero", async () => {
  await move(account, 1n);
  const differences = (await auditLedger(m.deps)) ?? [];
  expect(differences).toMatchObject([
    { account: "sum", ledger: 1n, vault: 0n, unexplained: 1n, entries: [] },
    { account, ledger: 10n, vault: 9n, unexplained: 1n },
  ]);
  expect(differences[1]?.entries.every(({ fault }) => fault === "newest")).toBe(true);
});

test("an event that was never mirrored is missed, and the account's newest entries are named", async () => {
  await m.db.execute(`delete from postings where kind = 'hold' and source = '${account}'`);
  await move(account, HOLD);
  await move(hold, -HOLD);
  expect(await auditLedger(m.deps)).toMatchObject([
    { account, ledger: HOLD + 9n, vault: 9n, unexplained: 0n, entries: [{ kind: "deposit", fault: "newest" }] },
    { account: hold, ledger: 0n, vault: HOLD, unexplained: 0n, entries: [] },
  ]);
});

test("a ledger too large for one run is gone through in turn, down to the account that nobody has moved for long", async () => {
  // Many that moved later than ours.
  const others = await Promise.all(Array.from({ length: 6 }, () => m.customer(1n)));
  const names = (await m.db.select({ name: ledgerAccounts.name }).from(ledgerAccounts))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("world:"));
  expect(names.length).toBeGreaterThanOrEqual(others.length + 2);
  await m.db.execute("delete from postings");
  const last = names.toSorted().at(-1) ?? "";
  await move(last, 1n);
  await move(names[0] === last ? (names[1] ?? "") : (names[0] ?? ""), -1n);
  const runs: number[] = [];
  for (let run = 0; run < Math.ceil(names.length / 2) + 1; run++) {
    const differences = (await auditLedger(m.deps, { share: 2 })) ?? [];
    if (differences.some((one) => one.account === last)) runs.push(run);
  }
  const { runs: kept } = await ledgerAudits(m.db, 20);
  expect(kept.filter(({ reached }) => reached === null).length).toBeGreaterThan(0);
  // Found in its turn, and then looked at in every run until it agrees.
  expect(runs.length).toBeGreaterThan(0);
  expect(runs).toEqual(Array.from({ length: runs.length }, (_, index) => (runs[0] ?? 0) + index));
});

test("on another branch than the mirror's nothing is compared and nothing kept", async () => {
  const before = (await ledgerAudits(m.db, 1)).runs;
  const snapshot = await m.chain.snapshot();
  await m.mine(2);
  await m.chain.revert({ id: snapshot });
  await m.pass(100);
  await m.pass(100);
  expect(await auditLedger(m.deps)).toBeNull();
  expect((await ledgerAudits(m.db, 1)).runs).toEqual(before);
});
