import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import { modelVault } from "../../chain/modelVault.ts";
import type { SessionKeyState } from "../../chain/writeGrants.ts";
import type { RentalRow } from "../../rows/rentalRow.ts";
import { FEE_RECIPIENT, PROVIDER, RATE, type TestMarket, wallet } from "../../testMarket.ts";

export const HOLD = RATE * 3600n;
export const KEY = wallet(0x5e);
/** Few, so that many workers want the same money. */
export const CUSTOMERS = [1, 2, 3, 4].map((n) => wallet(0xc000 + n));
/** Unix seconds. */
export const NEVER = 4_102_444_800;
const BUDGET = HOLD * 4n;

export type StormRental = {
  readonly row: RentalRow;
  /** Null: its customer signed. */
  readonly sessionKey: string | null;
  stage: "reserved" | "open" | "running" | "stopped" | "over";
  /** An extension is on its way. */
  isExtending: boolean;
  /** Somebody is at it. */
  isBusy: boolean;
};

/** What one block holds: events, and the customer whose budget they change. */
export type StormBlock = { readonly events: readonly VaultEventArgs[]; readonly spender?: string };

export type StormGround = ReturnType<typeof stormGround>;

/** What the workers of a storm share. `random` answers 0 … 1. */
export function stormGround(market: TestMarket, random: () => number) {
  const budgets = new Map(CUSTOMERS.map((customer) => [customer, { limit: BUDGET, spent: 0n, nonce: 1 }]));
  const rentals: StormRental[] = [];
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  return {
    market,
    vault: modelVault(500n, FEE_RECIPIENT),
    rentals,
    budgets,
    /** What went into the vault and out of it. */
    moved: { in: 0n, out: 0n },
    pick,
    customer: () => pick(CUSTOMERS) ?? PROVIDER,
    below: (n: number) => Math.floor(random() * n),
    /** Mirrored in the next block, beside what others wait to have mined; what it is, is decided only then. */
    mine: blockMaker(market, (customer) => {
      const budget = budgets.get(customer);
      return budget === undefined ? [] : [{ customer, key: KEY, ...budget, expiresAt: NEVER }];
    }),
    /** What an opening or extension takes from the budget that pays it, if one does. */
    spend({ row: { customer }, sessionKey }: StormRental): Pick<StormBlock, "spender"> {
      const budget = budgets.get(customer);
      if (sessionKey === null || budget === undefined) return {};
      budget.spent += HOLD;
      return { spender: customer };
    },
    /** Does something to a rental that nobody else is at. False: there is none. */
    async withOne(isMeant: (one: StormRental) => boolean, work: (one: StormRental) => Promise<void>): Promise<boolean> {
      const one = pick(rentals.filter((rental) => !rental.isBusy && isMeant(rental)));
      if (one === undefined) return false;
      one.isBusy = true;
      try {
        await work(one);
      } finally {
        one.isBusy = false;
      }
      return true;
    },
  };
}

type Waiting = {
  readonly make: () => StormBlock;
  readonly mined: () => void;
  readonly failed: (cause: unknown) => void;
};

/** One block after the other, as on a chain, each with all that waited for it. */
function blockMaker(market: TestMarket, budgetOf: (customer: string) => SessionKeyState[]) {
  const waiting: Waiting[] = [];
  let isMining = false;
  const mineAll = async () => {
    isMining = true;
    while (waiting.length > 0) await mineBlock(market, waiting.splice(0), budgetOf);
    isMining = false;
  };
  return (make: () => StormBlock): Promise<void> =>
    new Promise((mined, failed) => {
      waiting.push({ make, mined, failed });
      if (!isMining) void mineAll();
    });
}

async function mineBlock(
  market: TestMarket,
  all: readonly Waiting[],
  budgetOf: (customer: string) => SessionKeyState[],
): Promise<void> {
  const made = all.flatMap((one) => {
    try {
      return [{ one, block: one.make() }];
    } catch (cause) {
      one.failed(cause);
      return [];
    }
  });
  const spenders = new Set(made.flatMap(({ block: { spender } }) => (spender === undefined ? [] : [spender])));
  const events = made.flatMap(({ block }) => block.events);
  try {
    await market.chain.mine(events, { sessionKeys: [...spenders].flatMap(budgetOf) });
    for (const { one } of made) one.mined();
  } catch (cause) {
    for (const { one } of made) one.failed(cause);
  }
}
