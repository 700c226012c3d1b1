import { Refusal } from "@worldland/core/refusal";
import { addSeconds, unixSeconds } from "@worldland/core/time";
import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import { readClock } from "../../clock.ts";
import { extendRental } from "../../commands/extendRental.ts";
import { planSettlements } from "../../commands/planSettlements.ts";
import { planVaultWork } from "../../commands/planVaultWork.ts";
import { recordRentalEvent } from "../../commands/recordRentalEvent.ts";
import { requestGrant } from "../../commands/requestGrant.ts";
import { stopRental } from "../../commands/stopRental.ts";
import { FEE_RECIPIENT, PROVIDER, RATE, wallet } from "../../testMarket.ts";
import { HOLD, KEY, NEVER, type StormGround, type StormRental } from "./ground.ts";

const OPERATOR = wallet(0x09);
const HOUR_S = 3600;

/** One thing that a worker does. False: there is nothing to do it to. */
export type Act = (ground: StormGround) => Promise<boolean>;

/** What happens in a storm, and how often beside the others. */
export const ACTS: Readonly<Record<string, { readonly weight: number; readonly act: Act }>> = {
  deposit: { weight: 3, act: deposit },
  withdraw: { weight: 1, act: withdraw },
  click: { weight: 6, act: click },
  open: { weight: 5, act: open },
  start: { weight: 3, act: start },
  extend: { weight: 3, act: extend },
  extended: { weight: 2, act: extended },
  settle: { weight: 3, act: settle },
  stop: { weight: 3, act: stop },
  close: { weight: 3, act: close },
  grant: { weight: 1, act: grant },
  plan: { weight: 1, act: plan },
};

async function deposit({ mine, moved, vault, customer, below }: StormGround): Promise<boolean> {
  const account = customer();
  const amount = (HOLD * BigInt(1 + below(20))) / 10n;
  await mine(() => {
    moved.in += amount;
    return { events: vault.deposit(account, amount) };
  });
  return true;
}

/** Who rents does not withdraw here: that may uncover what he promised, which is another test's. */
async function withdraw({ mine, moved, vault, pick }: StormGround): Promise<boolean> {
  const account = pick([PROVIDER, FEE_RECIPIENT]) ?? PROVIDER;
  await mine(() => {
    const amount = (vault.balances.get(account) ?? 0n) / 2n;
    moved.out += amount;
    return { events: vault.withdraw(account, amount) };
  });
  return true;
}

/** Signed, or paid from the budget. */
async function click({ market, rentals, customer, pick }: StormGround): Promise<boolean> {
  const sessionKey = pick([KEY, null]) ?? null;
  const paid = sessionKey === null ? {} : { sessionKey, signature: null };
  const row = await market.rent(customer(), {}, { ...paid, freeEndsPerHour: 1_000_000 });
  rentals.push({ row, sessionKey, stage: "reserved", isExtending: false, isBusy: false });
  return true;
}

function open({ mine, vault, spend, withOne }: StormGround): Promise<boolean> {
  return withOne(isIn("reserved"), async (one) => {
    const { id, customer } = one.row;
    await mine(() => {
      const terms = { customer, provider: PROVIDER, rate: RATE, maxSeconds: HOUR_S };
      const events = promised(vault.open(id, terms)).map(signedBy(one.sessionKey ?? customer));
      return { events, ...spend(one) };
    });
    one.stage = "open";
  });
}

function start({ market, withOne }: StormGround): Promise<boolean> {
  return withOne(isIn("open"), async (one) => {
    await market.start(one.row.id);
    one.stage = "running";
  });
}

function extend({ market, vault, withOne }: StormGround): Promise<boolean> {
  return withOne(
    (one) => one.stage === "running" && !one.isExtending,
    async (one) => {
      const { id: rentalId, customer } = one.row;
      const maxSeconds = (vault.rentals.get(rentalId)?.maxSeconds ?? 0) + HOUR_S;
      const deadline = unixSeconds(addSeconds(await readClock(market.db), 600));
      const extension = { rentalId, maxSeconds, deadline };
      const { sessionKey } = one;
      const signature = sessionKey === null ? "0x02" : null;
      await extendRental(market.db, { rentalId, customer, extension, signature, sessionKey });
      one.isExtending = true;
    },
  );
}

function extended({ mine, vault, spend, withOne }: StormGround): Promise<boolean> {
  return withOne(
    (one) => one.stage === "running" && one.isExtending,
    async (one) => {
      await mine(() => ({ events: promised(vault.extend(one.row.id, HOUR_S)), ...spend(one) }));
      one.isExtending = false;
    },
  );
}

function settle({ mine, vault, below, withOne }: StormGround): Promise<boolean> {
  const seconds = 1 + below(600);
  return withOne(isIn("running"), ({ row }) => mine(() => ({ events: vault.settle(row.id, seconds, false) })));
}

/** Asked for twice at once. */
function stop({ market: { db }, pick, withOne }: StormGround): Promise<boolean> {
  return withOne(isIn("reserved", "open", "running"), async (one) => {
    const { id: rentalId } = one.row;
    const by = pick(["customer", "provider"] as const) ?? "customer";
    const asked = { rentalId, by, wallet: one.row[by] };
    await Promise.all([stopRental(db, asked), stopRental(db, asked)]);
    await recordRentalEvent(db, { rentalId, who: "cluster", event: { type: "workload_gone" } });
    one.stage = one.stage === "reserved" ? "over" : "stopped";
  });
}

function close({ mine, vault, below, withOne }: StormGround): Promise<boolean> {
  const seconds = below(900);
  return withOne(isIn("stopped"), async (one) => {
    await mine(() => ({ events: vault.settle(one.row.id, seconds, true) }));
    one.stage = "over";
  });
}

/** A raised limit, signed and mined; more of them than we relay within an hour are mined all the same. */
async function grant({ market, mine, budgets, customer: drawn }: StormGround): Promise<boolean> {
  const customer = drawn();
  const budget = budgets.get(customer);
  if (budget === undefined) return false;
  const { limit, nonce } = budget;
  const asked = { customer, key: KEY, spendLimit: limit + HOLD, expiresAt: NEVER, nonce };
  await requestGrant(market.db, { grant: asked, signature: "0x03" }).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
  await mine(() => {
    budget.limit += HOLD;
    budget.nonce += 1;
    const args = { customer, key: KEY, spendLimit: budget.limit, expiresAt: NEVER };
    return { events: [{ name: "SessionKeyGranted", args }], spender: customer };
  });
  return true;
}

async function plan({ market: { db } }: StormGround): Promise<boolean> {
  await planVaultWork(db, { operator: OPERATOR });
  await planSettlements(db, { operator: OPERATOR });
  return true;
}

function isIn(...stages: StormRental["stage"][]): (one: StormRental) => boolean {
  return (one) => stages.includes(one.stage);
}

/** What we let somebody promise must be there when the vault takes it. */
function promised(events: readonly VaultEventArgs[]): readonly VaultEventArgs[] {
  if (events.length === 0) throw new Error("the vault refuses what was promised");
  return events;
}

/** The opening that another key signed. */
function signedBy(signer: string) {
  return (event: VaultEventArgs): VaultEventArgs =>
    event.name === "RentalOpened" ? { ...event, args: { ...event.args, signer } } : event;
}
