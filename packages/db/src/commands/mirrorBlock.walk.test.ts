import { Refusal } from "@worldland/core/refusal";
import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import { rounds } from "@worldland/testing/rounds";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mirrorSnapshot } from "../chain/mirrorSnapshot.ts";
import { modelVault } from "../chain/modelVault.ts";
import { FEE_RECIPIENT, PROVIDER, RATE, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { undoBlocksTo } from "./undoBlocksTo.ts";

const HOLD = RATE * 3600n;

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket();
  for (const name of ["mirror-1", "mirror-2", "mirror-3", "mirror-4"]) {
    await market.addNode({ name, gpuCount: 64, cpuCores: 10_000, memoryGb: 100_000, storageGb: 1_000_000 });
  }
});
afterAll(() => market.close());

async function ledger(): Promise<Map<string, bigint>> {
  const { rows } = await market.db.execute<{ name: string; balance: string }>(
    sql`select name, balance::text as balance from ledger_accounts`,
  );
  return new Map(rows.map(({ name, balance }) => [name, BigInt(balance)]));
}

const CUSTOMERS = [wallet(0xd1), wallet(0xd2), wallet(0xd3)] as const;
const customer = fc.constantFrom(...CUSTOMERS);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("deposit" as const), customer, amount: fc.bigInt(1n, HOLD * 4n) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("withdraw" as const), customer, amount: fc.bigInt(1n, HOLD) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("open" as const), customer }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("extend" as const), pick: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      pick: fc.nat(9),
      seconds: fc.nat(4000),
      close: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("stop" as const),
      pick: fc.nat(9),
      by: fc.constantFrom("customer", "provider"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("recipient" as const),
      account: fc.constantFrom(FEE_RECIPIENT, wallet(0xff)),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("block" as const) }) },
);

/** One walk in which every kind of money moves, whatever the others draw. */
const EVERY_KIND: Step[] = [
  { do: "withdraw", customer: CUSTOMERS[0], amount: HOLD },
  { do: "open", customer: CUSTOMERS[1] },
  { do: "block" },
  { do: "extend", pick: 0 },
  { do: "block" },
  { do: "settle", pick: 0, seconds: 1000, close: false },
  { do: "block" },
  { do: "settle", pick: 0, seconds: 1800, close: true },
];

test("at every block the ledger is the vault, account by account, and undoing blocks leaves what was there before them", async () => {
  const seen = new Map<string, number>();
  const walk = async (steps: readonly Step[], undoTo: number) => {
    const vault = modelVault(500n, FEE_RECIPIENT);
    const base = market.chain.number;
    const before = await ledger();
    const snapshots = new Map([[base, await mirrorSnapshot(market.db)]]);
    for (const funded of [...CUSTOMERS.map((account) => vault.deposit(account, HOLD * 5n)), []]) {
      await market.chain.mine(funded);
      snapshots.set(market.chain.number, await mirrorSnapshot(market.db));
    }
    let pending: VaultEventArgs[] = [];
    const opened: bigint[] = [];
    const picked = (pick: number) => opened[pick % Math.max(1, opened.length)] ?? 0n;
    for (const s of [...steps, { do: "block" as const }]) {
      if (s.do === "deposit") pending.push(...vault.deposit(s.customer, s.amount));
      if (s.do === "withdraw") pending.push(...vault.withdraw(s.customer, s.amount));
      if (s.do === "extend") pending.push(...vault.extend(picked(s.pick), 3600));
      if (s.do === "settle") pending.push(...vault.settle(picked(s.pick), s.seconds, s.close));
      if (s.do === "stop") pending.push(...vault.stop(picked(s.pick), s.by));
      if (s.do === "recipient") pending.push(...vault.setRecipient(s.account));
      if (s.do === "open") {
        const rental = await market.rent(s.customer).catch((cause: unknown) => {
          if (cause instanceof Refusal) return null;
          throw cause;
        });
        if (rental === null) continue;
        const terms = { customer: s.customer, provider: PROVIDER, rate: RATE, maxSeconds: 3600 };
        const events = vault.open(rental.id, terms);
        if (events.length > 0) opened.push(rental.id);
        pending.push(...events);
      }
      if (s.do !== "block") continue;
      await market.chain.mine(pending);
      for (const { name } of pending) seen.set(name, (seen.get(name) ?? 0) + 1);
      pending = [];
      const now = await ledger();
      expect([...now.values()].reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
      for (const [account, balance] of vault.balances) {
        const name = `account:${account}`;
        expect((now.get(name) ?? 0n) - (before.get(name) ?? 0n)).toBe(balance);
      }
      for (const id of opened) expect(now.get(`hold:${id}`) ?? 0n).toBe(vault.holds.get(id) ?? 0n);
      snapshots.set(market.chain.number, await mirrorSnapshot(market.db));
    }
    const height = base + (BigInt(undoTo) % (market.chain.number - base + 1n));
    for (const target of [height, base]) {
      await undoBlocksTo(market.db, target);
      expect(await mirrorSnapshot(market.db)).toEqual(snapshots.get(target));
    }
    market.chain.forkAt(base);
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), fc.nat(40), walk), {
    numRuns: rounds(12, 300),
    endOnFailure: true,
    examples: [[EVERY_KIND, 3]],
  });
  // The walks were about something: every kind of money moved.
  for (const name of ["Withdrawn", "RentalOpened", "RentalExtended", "RentalSettled", "RentalClosed"]) {
    expect(seen.get(name) ?? 0, name).toBeGreaterThan(0);
  }
});
