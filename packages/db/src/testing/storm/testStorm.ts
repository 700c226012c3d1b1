import { Refusal } from "@worldland/core/refusal";
import { sql } from "drizzle-orm";
import type { TestMarket } from "../../testMarket.ts";
import { ACTS, type Act } from "./acts.ts";
import { CUSTOMERS, HOLD, type StormGround, stormGround } from "./ground.ts";
import { watchLedger } from "./watchLedger.ts";

export type Storm = {
  /** How often each kind of operation went through, and was refused by the rules. */
  readonly done: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
  /** What broke; deadlocks too. */
  readonly faults: readonly unknown[];
  readonly deadlocks: number;
  /** How often Postgres looked at the ledger at the end of a transaction. */
  readonly checks: number;
  /** Accounts that do not hold what deposits, holds, charges, fees, refunds and withdrawals add up to. */
  readonly wrong: readonly string[];
};

/**
 * So many operations by so many workers at once on the money of a few customers: clicks signed or paid from budgets,
 * extensions, stops, grants, plans, and the blocks in which the vault opens, extends, settles and closes. Postgres
 * looks at the ledger whenever a transaction ends. Ends early where anything breaks.
 */
export async function testStorm(
  market: TestMarket,
  { workers, operations, random }: { workers: number; operations: number; random: () => number },
): Promise<Storm> {
  for (const name of ["storm-1", "storm-2", "storm-3", "storm-4"]) {
    await market.addNode({ name, gpuCount: 64, cpuCores: 10_000, memoryGb: 100_000, storageGb: 1_000_000 });
  }
  const watch = await watchLedger(market.db);
  const ground = stormGround(market, random);
  await begin(ground);
  const [done, refused, faults] = [new Map<string, number>(), new Map<string, number>(), [] as unknown[]];
  let left = operations;
  const worker = async () => {
    while (left > 0 && faults.length === 0) {
      const { name, act } = ground.pick(DRAWN) ?? NOTHING;
      try {
        if (!(await act(ground))) continue;
        count(done, name);
        left -= 1;
      } catch (error) {
        if (error instanceof Refusal) count(refused, `${name}: ${error.code}`);
        else faults.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  const deadlocks = faults.filter(isDeadlock).length;
  return { done, refused, faults, deadlocks, checks: await watch.checks(), wrong: await wrongAccounts(ground) };
}

const NOTHING: { name: string; act: Act } = { name: "nothing", act: async () => false };
const DRAWN = Object.entries(ACTS).flatMap(([name, { weight, act }]) =>
  Array.from({ length: weight }, () => ({ name, act })),
);

/** Money and budgets to begin with; the last block makes the deposits old enough. */
async function begin({ mine, vault, moved }: StormGround): Promise<void> {
  for (const customer of CUSTOMERS) {
    moved.in += HOLD * 8n;
    await mine(() => ({ events: vault.deposit(customer, HOLD * 8n), spender: customer }));
  }
  await mine(() => ({ events: [] }));
}

async function wrongAccounts({ market, vault, moved }: StormGround): Promise<string[]> {
  const { rows } = await market.db.execute<{ name: string; balance: string }>(
    sql`select name, balance::text as balance from ledger_accounts`,
  );
  const actual = new Map(rows.map(({ name, balance }) => [name, BigInt(balance)]));
  const expected = new Map<string, bigint>([
    ["world:vault", moved.out - moved.in],
    ...[...vault.balances].map(([address, amount]) => [`account:${address}`, amount] as const),
    ...[...vault.holds].map(([id, amount]) => [`hold:${id}`, amount] as const),
  ]);
  return [...new Set([...actual.keys(), ...expected.keys()])]
    .filter((name) => (actual.get(name) ?? 0n) !== (expected.get(name) ?? 0n))
    .map((name) => `${name}: ${actual.get(name)}, not ${expected.get(name)}`);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function isDeadlock(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && cause.code === "40P01") return true;
  }
  return false;
}
