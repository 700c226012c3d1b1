import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import { modelVault } from "../chain/modelVault.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { FEE_RECIPIENT, PROVIDER, RATE, type TestMarket, wallet } from "../testMarket.ts";

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
  let turn: Promise<unknown> = Promise.resolve();
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
    /** Mirrors the next block; what it holds is decided when its turn comes, as on a chain. */
    mine(make: () => StormBlock): Promise<void> {
      const mined = turn.then(async () => {
        const { events, spender } = make();
        const sessionKeys = [...budgets]
          .filter(([customer]) => customer === spender)
          .map(([customer, budget]) => ({ customer, key: KEY, ...budget, expiresAt: NEVER }));
        await market.chain.mine(events, { sessionKeys });
      });
      turn = mined.catch(() => undefined);
      return mined;
    },
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
