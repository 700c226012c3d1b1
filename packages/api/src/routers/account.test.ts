import { jobIdOf } from "@worldland/core/id";
import type { LedgerEntryView } from "@worldland/core/wire/ledger";
import { readClock } from "@worldland/db/clock";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { stopRental } from "@worldland/db/commands/stopRental";
import { undoBlocksTo } from "@worldland/db/commands/undoBlocksTo";
import type { RentalRow } from "@worldland/db/rows/rentalRow";
import { FEE_RECIPIENT, opening, PROVIDER, RATE, wallet } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";

const HOLD = RATE * 3600n;
const DAY_S = 86_400;
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.addNode();
  // Noon: no day ends while a test looks at it.
  const now = (await readClock(api.db)).getTime() / 1000;
  await api.advance((DAY_S * 1.5 - (now % DAY_S)) % DAY_S);
});
afterAll(() => api.close());

/** Everything a wallet's ledger says, in pages of `limit`. */
async function wholeLedger(address: string, limit: number): Promise<LedgerEntryView[]> {
  const entries: LedgerEntryView[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof api.anybody.account.ledger>> = await api
      .as(address)
      .account.ledger(cursor === null ? { limit } : { limit, cursor });
    entries.push(...page.entries);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return entries;
}

const sumOf = (entries: readonly LedgerEntryView[], pick: "amount_wei" | "held_wei") =>
  entries.reduce((sum, entry) => sum + BigInt(entry[pick]), 0n);

/** A rental that ran and was proven for `seconds`, on chain as well. */
async function run(customer: string, seconds: number): Promise<RentalRow> {
  const rental = await api.rent(customer);
  await api.chain.mine([opening(rental)]);
  await api.start(rental.id);
  await probe(rental.id, seconds);
  return rental;
}

/** `seconds` more, in strides that the meter bridges. */
async function probe(rentalId: bigint, seconds: number): Promise<void> {
  await api.advance(seconds);
  const at = await readClock(api.db);
  await recordRentalEvent(api.db, {
    rentalId,
    who: "platform",
    event: { type: "probed", probe: { at, good: true, podUid: "pod-1", restarts: 0 } },
  });
}

const settled = (rentalId: bigint, usedSeconds: number, more: number) => {
  const charge = RATE * BigInt(more);
  return { name: "RentalSettled", args: { rentalId, usedSeconds, charge, fee: (charge * 500n) / 10_000n } } as const;
};

test("a deposit is pending with its depth, then available; a click holds it, and the sums always meet", async () => {
  const customer = wallet(0xc1);
  const mine = api.as(customer).account;
  expect(await mine.get({})).toMatchObject({ available_wei: "0", held_wei: "0", pending_wei: "0", budget: null });
  const transactionHash = `0x${"5e".repeat(32)}`;
  const amount = HOLD + 10n ** 18n;
  await api.chain.mine([{ name: "Deposited", args: { account: customer, from: customer, amount }, transactionHash }]);
  expect(await mine.get({})).toMatchObject({ available_wei: "0", pending_wei: `${amount}`, confirmations: 2 });
  const { deposits } = await mine.deposits({});
  expect(deposits).toMatchObject([{ hash: transactionHash, amount_wei: `${amount}`, depth: 1, confirmations: 2 }]);
  expect((await mine.ledger({})).entries).toMatchObject([{ kind: "deposit", final: false }]);
  await api.chain.mine([]);
  expect((await mine.ledger({})).entries).toMatchObject([{ kind: "deposit", final: true }]);
  expect(await mine.deposits({})).toEqual({ deposits: [] });
  expect(await mine.get({})).toMatchObject({ available_wei: `${amount}`, available: "1.00000000036", pending: "0" });
  const rental = await api.rent(customer);
  expect(await mine.get({})).toMatchObject({ available_wei: `${amount - HOLD}`, held_wei: `${HOLD}` });
  await api.chain.mine([opening(rental)]);
  expect(await mine.get({})).toMatchObject({
    available_wei: `${amount - HOLD}`,
    held_wei: `${HOLD}`,
    token: wallet(0),
  });
});

test("the ledger says each movement of balance and holds to the unit, and after a reorg what is left of it", async () => {
  const customer = wallet(0xc2);
  const mine = api.as(customer).account;
  await api.deposit(customer, HOLD * 2n);
  const rental = await run(customer, 100);
  await api.chain.mine([settled(rental.id, 60, 60)]);
  const beforeClosing = api.chain.number;
  await stopRental(api.db, { rentalId: rental.id, by: "customer", wallet: customer });
  const refund = HOLD - RATE * 100n;
  await api.chain.mine([settled(rental.id, 100, 40), { name: "RentalClosed", args: { rentalId: rental.id, refund } }]);

  const entries = await wholeLedger(customer, 100);
  const job_id = jobIdOf(rental.id);
  const fee = (seconds: bigint) => (RATE * seconds * 500n) / 10_000n;
  expect(entries.map(({ kind, amount_wei, held_wei }) => [kind, BigInt(amount_wei), BigInt(held_wei)])).toEqual([
    ["refund", refund, -refund],
    ["fee", 0n, -fee(40n)],
    ["charge", 0n, -(RATE * 40n - fee(40n))],
    ["fee", 0n, -fee(60n)],
    ["charge", 0n, -(RATE * 60n - fee(60n))],
    ["hold", -HOLD, HOLD],
    ["deposit", HOLD * 2n, 0n],
  ]);
  expect(entries.map((entry) => entry.job_id)).toEqual([...Array(6).fill(job_id), null]);
  expect(await mine.get({})).toMatchObject({ available_wei: `${sumOf(entries, "amount_wei")}`, held_wei: "0" });
  expect(sumOf(entries, "held_wei")).toBe(0n);
  expect((await mine.ledger({ kind: "charge" })).entries).toHaveLength(2);
  const provider = await wholeLedger(PROVIDER, 2);
  expect(provider.map(({ kind, amount_wei }) => [kind, BigInt(amount_wei)])).toEqual([
    ["charge", RATE * 40n - fee(40n)],
    ["charge", RATE * 60n - fee(60n)],
  ]);
  expect(sumOf(await wholeLedger(FEE_RECIPIENT, 100), "amount_wei")).toBe(fee(100n));

  await undoBlocksTo(api.db, beforeClosing);
  api.chain.forkAt(beforeClosing);
  const left = await wholeLedger(customer, 100);
  // What was at depth and is the newest block again is only seen again.
  expect(left).toEqual(entries.slice(3).map((entry) => ({ ...entry, final: entry.block < Number(beforeClosing) })));
  expect(sumOf(left, "held_wei")).toBe(HOLD - RATE * 60n);
  expect((await mine.get({})).held_wei).toBe(`${HOLD - RATE * 60n}`);
  await api.chain.mine([settled(rental.id, 100, 40), { name: "RentalClosed", args: { rentalId: rental.id, refund } }]);
});

test("pages of any size are the whole ledger in order, without gaps or doubles, also for one who rents from himself", async () => {
  const both = wallet(0xc3);
  const { offerId } = await api.addNode({ name: "own", uid: "uid-own", provider: both, gpuModel: "T4" });
  for (let deposit = 1; deposit <= 5; deposit++) await api.deposit(both, HOLD);
  const rental = await api.rent(both, { offerId });
  await api.chain.mine([opening(rental)]);
  await api.chain.mine([settled(rental.id, 10, 10)]);
  const whole = await wholeLedger(both, 100);
  expect(whole.map(({ kind }) => kind)).toEqual(["fee", "charge", "hold", ...Array(5).fill("deposit")]);
  const share = RATE * 10n - (RATE * 10n * 500n) / 10_000n;
  expect(whole[1]).toMatchObject({ amount_wei: `${share}`, held_wei: `${-share}` });
  for (const entry of whole.filter(({ seconds }) => seconds !== null)) {
    // Every one can be traced to what was paid for; a settlement is two entries that are its charge together.
    const settlement = whole.filter(({ hash, kind }) => hash === entry.hash && (kind === "charge" || kind === "fee"));
    const parts = settlement.includes(entry) ? settlement : [entry];
    const moved = parts.reduce((sum, { held_wei }) => sum + BigInt(held_wei), 0n);
    expect(moved < 0n ? -moved : moved).toBe(BigInt(entry.seconds ?? 0) * BigInt(entry.rate_per_second_wei ?? 0));
    expect(entry).toMatchObject({ job_id: jobIdOf(rental.id), job_name: "test", rate_per_second_wei: `${RATE}` });
  }
  for (const limit of [1, 2, 3, 7, 8]) expect(await wholeLedger(both, limit)).toEqual(whole);
  const { next_cursor } = await api.as(both).account.ledger({ limit: 2 });
  const foreign = { limit: 2, cursor: next_cursor ?? "" };
  for (const call of [
    () => api.as(wallet(0xc4)).account.ledger(foreign),
    () => api.as(both).account.ledger({ ...foreign, kind: "hold" }),
    () => api.as(both).account.ledger({ limit: 0 }),
    () => api.as(both).account.ledger({ limit: 101 }),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
});

test("a ledger is narrowed by kind, rental and time, alone and together, and another's rental is not found", async () => {
  const customer = wallet(0xc6);
  const ledger = (filter: Parameters<typeof api.anybody.account.ledger>[0]) => api.as(customer).account.ledger(filter);
  await api.deposit(customer, HOLD * 4n);
  const [first, second] = [await run(customer, 60), await run(customer, 90)];
  await api.chain.mine([settled(first.id, 60, 60)]);
  await api.advance(DAY_S);
  await api.chain.mine([settled(second.id, 30, 30)]);
  await api.deposit(customer, HOLD);
  const { entries: whole } = await ledger({});
  const job_id = jobIdOf(second.id);
  const cut = whole.find((entry) => entry.job_id === job_id && entry.kind === "charge")?.at ?? "";
  const filters = [{ kind: "charge" }, { job_id }, { from: cut }, { to: cut }] as const;
  const isIn = {
    kind: (entry: LedgerEntryView) => entry.kind === "charge",
    job_id: (entry: LedgerEntryView) => entry.job_id === job_id,
    from: (entry: LedgerEntryView) => entry.at >= cut,
    to: (entry: LedgerEntryView) => entry.at < cut,
  };
  for (const one of filters) {
    for (const other of filters) {
      const filter: Parameters<typeof ledger>[0] & object = { ...one, ...other };
      const wanted = whole.filter((entry) =>
        Object.entries(isIn).every(([name, test]) => !(name in filter) || test(entry)),
      );
      expect((await ledger(filter)).entries).toEqual(wanted);
    }
  }
  expect((await ledger({ job_id })).entries.map(({ kind }) => kind)).toEqual(["fee", "charge", "hold"]);
  const { next_cursor } = await ledger({ job_id, limit: 1 });
  await expect(ledger({ kind: "fee", cursor: next_cursor ?? "" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  await expect(ledger({ from: "yesterday" })).rejects.toMatchObject({ code: "BAD_REQUEST" });

  const hosted = (await api.as(PROVIDER).account.ledger({ job_id })).entries;
  expect(hosted).toMatchObject([
    { kind: "charge", job_id, job_name: null, seconds: 30, rate_per_second_wei: `${RATE}` },
  ]);
  for (const id of [job_id, "job_0000000000000", "nonsense"]) {
    const asked = api.as(wallet(0xc9)).account.ledger({ job_id: id });
    await expect(asked).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});

test("spending by day has no gaps, the month counts what is not settled yet, and the runway follows the rate", async () => {
  const customer = wallet(0xc5);
  const mine = api.as(customer).account;
  await api.deposit(customer, HOLD * 10n);
  expect(await mine.spending({})).toMatchObject({ month_wei: "0", rate_per_second_wei: "0", runway_seconds: null });
  const rental = await run(customer, 200);
  await api.chain.mine([settled(rental.id, 120, 120)]);
  const first = await mine.spending({ days: 2 });
  const spent = BigInt(first.month_wei) / RATE;
  // Proven seconds, settled or not, and the tail since the last probe.
  expect(spent).toBeGreaterThanOrEqual(200n);
  expect(spent).toBeLessThan(230n);
  expect(first).toMatchObject({ rate_per_second_wei: `${RATE}`, runway_seconds: Number((HOLD * 9n) / RATE) });
  expect(first.days.at(-1)?.charged_wei).toBe(`${RATE * 120n}`);
  await api.advance(3 * DAY_S);
  await api.chain.mine([]);
  const { days } = await mine.spending({ days: 5 });
  expect(days.map(({ charged_wei }) => charged_wei)).toEqual(["0", `${RATE * 120n}`, "0", "0", "0"]);
  const dates = days.map(({ day }) => Date.parse(day));
  for (const [index, date] of dates.entries()) expect(date - (dates[0] ?? 0)).toBe(index * DAY_S * 1000);
});

test("money is its owner's to see: strangers must sign in, and an API key needs the scope", async () => {
  await expect(api.anybody.account.get({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  await expect(api.as(wallet(0xc1), ["jobs:read"]).account.ledger({})).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await api.as(wallet(0xc1), ["account:read"]).account.get({})).toMatchObject({ address: wallet(0xc1) });
  expect((await api.as(wallet(0xc9)).account.ledger({})).entries).toEqual([]);
});
