import type { StatementView } from "@worldland/core/wire/statement";
import { undoBlocksTo } from "@worldland/db/commands/undoBlocksTo";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { FEE_RECIPIENT, PROVIDER, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";
import { sampleLives, testLives } from "../testLives.ts";

const DAY_S = 86_400;
const CUSTOMER = wallet(0xc1);
/** Rents from himself and from others. */
const BOTH = wallet(0xc2);
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const others = await api.addNode();
  const own = await api.addNode({ name: "own", uid: "uid-own", provider: BOTH });
  for (const owner of [CUSTOMER, BOTH]) await api.deposit(owner, 10n ** 12n);
  // Two lives a month, in three months, with money in and out and one rental still open at each turn of a month.
  for (const [index, life] of sampleLives(6).entries()) {
    const lives = testLives(api, index % 2 === 0 ? CUSTOMER : BOTH, index === 1 ? own : others);
    const row = await lives.live(life, async () => undefined);
    await api.chain.mine([{ name: "Withdrawn", args: { account: CUSTOMER, to: CUSTOMER, amount: BigInt(index + 1) } }]);
    if (index % 2 === 1) await api.advance(31 * DAY_S);
    await lives.settle(row, true);
  }
  await api.chain.mine([]);
});
afterAll(() => api.close());

type Money = { readonly balance_wei: string; readonly held_wei: string };

function sum(all: readonly Money[]): { balance: bigint; held: bigint } {
  return {
    balance: all.reduce((total, { balance_wei }) => total + BigInt(balance_wei), 0n),
    held: all.reduce((total, { held_wei }) => total + BigInt(held_wei), 0n),
  };
}

async function statementsOf(address: string): Promise<StatementView[]> {
  const mine = api.as(address).statements;
  const { statements } = await mine.list({});
  return Promise.all(statements.toReversed().map(({ month }) => mine.get({ month })));
}

test("statements follow on each other without a gap, every sum meets, and the last one is the vault's balance", async () => {
  for (const address of [CUSTOMER, BOTH, PROVIDER, FEE_RECIPIENT]) {
    const statements = await statementsOf(address);
    expect(statements.length).toBeGreaterThanOrEqual(3);
    let before = { balance: 0n, held: 0n };
    for (const { opening, closing, lines, rentals, entries, left_off } of statements) {
      expect(sum([opening])).toEqual(before);
      expect(sum([opening, ...lines])).toEqual(sum([closing]));
      const listed = [...entries, ...rentals.flatMap((rental) => rental.entries)];
      const moved = listed.map(({ amount_wei: balance_wei, held_wei }) => ({ balance_wei, held_wei }));
      expect(sum(moved)).toEqual(sum(lines));
      for (const { entries: own, ...rental } of rentals) {
        const parts = own.map(({ amount_wei: balance_wei, held_wei }) => ({ balance_wei, held_wei }));
        expect(sum(parts)).toEqual(sum([rental]));
      }
      expect(left_off).toBe(0);
      before = sum([closing]);
    }
    const { balance, openHolds } = await accountOf(api.db, address);
    expect(before).toEqual({ balance, held: openHolds });
  }
});

test("a month's lines say who paid and who got: charges and fees of one are earnings of others", async () => {
  const all = await Promise.all([CUSTOMER, BOTH, PROVIDER, FEE_RECIPIENT].map(statementsOf));
  const of = (line: string) => sum(all.flat().flatMap(({ lines }) => lines.filter((one) => one.line === line)));
  expect(of("earned").balance).toBe(-of("charged").held);
  expect(of("fees_received").balance).toBe(-of("fees").held);
  expect(of("fees").held).toBeLessThan(0n);
  const { rentals } = all[2]?.[0] ?? expect.fail("the provider has a statement");
  expect(rentals.length).toBeGreaterThan(0);
  for (const { job_name, gpu } of rentals) expect([job_name, gpu]).toEqual([null, "1× RTX 4090"]);
});

test("a month that goes on, or whose blocks are not deep yet, is not final, and a reorg takes its movements back", async () => {
  const mine = api.as(BOTH).statements;
  const { statements } = await mine.list({});
  const [newest, former] = await Promise.all(statements.slice(0, 2).map(({ month }) => mine.get({ month })));
  expect([newest?.final, former?.final]).toEqual([false, true]);
  const height = api.chain.number;
  await api.chain.mine([{ name: "Deposited", args: { account: BOTH, from: BOTH, amount: 7n } }]);
  const month = newest?.month ?? "";
  const grown = await mine.get({ month });
  expect(sum([grown.closing]).balance).toBe(sum(newest === undefined ? [] : [newest.closing]).balance + 7n);
  await undoBlocksTo(api.db, height);
  api.chain.forkAt(height);
  expect((await mine.get({ month })).closing).toEqual(newest?.closing);
});

test("a month without movements is one whose balance stays, and what is no month is refused", async () => {
  const [first] = await statementsOf(CUSTOMER);
  const year = Number(first?.month.slice(0, 4));
  const [early, late] = await Promise.all(
    [year - 1, year + 5].map((one) => api.as(CUSTOMER).statements.get({ month: `${one}-06` })),
  );
  expect(early).toMatchObject({ opening: { balance_wei: "0" }, closing: { balance_wei: "0" }, lines: [], rentals: [] });
  expect(late?.opening).toEqual(late?.closing);
  expect(sum(late === undefined ? [] : [late.closing]).balance).toBeGreaterThan(0n);
  for (const month of ["2031-13", "2031-1", "", "2031-01-01", "9999999-01"]) {
    await expect(api.as(CUSTOMER).statements.get({ month })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
  expect((await api.as(wallet(0xee)).statements.list({})).statements).toEqual([]);
  await expect(api.as(CUSTOMER, ["jobs:read"]).statements.list({})).rejects.toMatchObject({ code: "FORBIDDEN" });
});
