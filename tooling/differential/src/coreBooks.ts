import { accountOf, chargeOf, holdOf, postingsOf } from "@worldland/core/ledger";
import { holdFor } from "@worldland/core/pricing";
import { type MirrorState, mirrorEvent } from "@worldland/core/vault/mirrored";
import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import type { Step } from "./history.ts";
import { CAST, FIRST_FEE_BPS, type Move, PEOPLE, START } from "./move.ts";

export type Books = {
  readonly balances: readonly bigint[];
  readonly holds: readonly bigint[];
  readonly used: readonly number[];
};

/** The people's addresses in the ledger. */
const addressOf = (who: number) => `0x${who.toString(16).padStart(40, "0")}`;

/** What `core` makes of a history: its own prices, charges and fees, taken into its mirror and posted to its ledger. */
export function coreBooks(steps: readonly Step[]): Books {
  const settings = { feeBps: Number(FIRST_FEE_BPS), feeRecipient: addressOf(CAST.recipients[0]), openingPaused: false };
  const state: MirrorState = { rentals: new Map(), operators: [], ...settings };
  const feesAtOpening = new Map<bigint, number>();
  const closed = new Set<bigint>();
  const amounts = new Map<string, bigint>();
  const add = (account: string, amount: bigint) => amounts.set(account, (amounts.get(account) ?? 0n) + amount);

  /** Takes one event in, as the chain's scan does. */
  function tell(args: VaultEventArgs): void {
    if (args.name === "RentalOpened") feesAtOpening.set(args.args.rentalId, state.feeBps);
    const event = { ...args, logIndex: 0, transactionHash: "0x" };
    const { money } = mirrorEvent(state, event, new Date(Number(START) * 1000));
    for (const posting of money === null ? [] : postingsOf(money)) {
      add(posting.source, -posting.amount);
      add(posting.destination, posting.amount);
    }
  }

  function close(rentalId: bigint): void {
    const refund = amounts.get(holdOf(rentalId)) ?? 0n;
    tell({ name: "RentalClosed", args: { rentalId, refund } });
    closed.add(rentalId);
  }

  function settle(rentalId: bigint, usedSeconds: number, isClosing: boolean): void {
    const rental = state.rentals.get(rentalId);
    if (rental === undefined || closed.has(rentalId)) return;
    const { ratePerSecond, usedSeconds: before, maxSeconds } = rental;
    const { charge, fee } = chargeOf(ratePerSecond, usedSeconds - before, feesAtOpening.get(rentalId) ?? 0);
    if (usedSeconds !== before) tell({ name: "RentalSettled", args: { rentalId, usedSeconds, charge, fee } });
    const left = holdFor(ratePerSecond, maxSeconds - usedSeconds);
    if (amounts.get(holdOf(rentalId)) !== left) throw new Error(`the ledger's hold of ${rentalId} is not ${left}`);
    if (isClosing) close(rentalId);
  }

  for (const { move, refusals } of steps) if (refusals.length === 0) follow(move);

  function follow(move: Move): void {
    if (move.kind === "deposit") {
      const account = addressOf(move.who);
      tell({ name: "Deposited", args: { account, from: account, amount: move.amount } });
    } else if (move.kind === "withdraw") {
      const account = addressOf(move.who);
      tell({ name: "Withdrawn", args: { account, to: account, amount: move.amount } });
    } else if (move.kind === "open") {
      const [customer, provider, signer] = [move.customer, move.provider, move.signer].map(addressOf);
      if (!customer || !provider || !signer) throw new Error("an opening without its people");
      const args = { rentalId: move.id, customer, provider, signer, ratePerSecond: move.rate };
      tell({ name: "RentalOpened", args: { ...args, maxSeconds: Number(move.term), feeBps: state.feeBps } });
    } else if (move.kind === "extend") {
      tell({ name: "RentalExtended", args: { rentalId: move.id, maxSeconds: Number(move.term) } });
    } else if (move.kind === "settle") {
      for (const { id, used, close: isClosing } of move.usages) settle(id, Number(used), isClosing);
    } else if (move.kind === "reclaim") close(move.id);
    else if (move.kind === "setFee") {
      tell({ name: "FeeSet", args: { feeBps: Number(move.feeBps) } });
      tell({ name: "FeeRecipientSet", args: { account: addressOf(move.recipient) } });
    }
  }

  const ids = Array.from({ length: state.rentals.size }, (_, index) => BigInt(index));
  return {
    balances: Array.from({ length: PEOPLE }, (_, who) => amounts.get(accountOf(addressOf(who))) ?? 0n),
    holds: ids.map((id) => amounts.get(holdOf(id)) ?? 0n),
    used: ids.map((id) => state.rentals.get(id)?.usedSeconds ?? 0),
  };
}
