import type { MirroredMoney } from "../ledger.ts";
import type { VaultEvent } from "./vaultEvent.ts";

/** What the mirror knows of a rental from its vault events alone. Addresses in lower case. */
export type VaultRental = {
  readonly customer: string;
  readonly provider: string;
  /** Customer or session key that signed the opening. */
  readonly signer: string;
  readonly ratePerSecond: bigint;
  /** Term as of the last event. */
  readonly maxSeconds: number;
  readonly usedSeconds: number;
  readonly openedAt: Date;
};

/** State along a walk over events, oldest first. */
export type MirrorState = {
  readonly rentals: Map<bigint, VaultRental>;
  feeBps: number;
  /** Who gets the fees of what is settled next. */
  feeRecipient: string;
  openingPaused: boolean;
  /** Who may open and settle, sorted. */
  operators: readonly string[];
};

/** What one event means: the money it moves, and what an undo must put back. */
export type MirroredEvent = { readonly money: MirroredMoney | null; readonly before: Record<string, string> | null };

/** Takes one event into the state. Throws where the events cannot be the vault's (a rental never opened). */
export function mirrorEvent(state: MirrorState, event: VaultEvent, at: Date): MirroredEvent {
  switch (event.name) {
    case "Deposited":
    case "Withdrawn": {
      const { account, amount } = event.args;
      return moved({ name: event.name, account: account.toLowerCase(), amount });
    }
    case "RentalOpened": {
      const { rentalId, ratePerSecond, maxSeconds } = event.args;
      const customer = event.args.customer.toLowerCase();
      const provider = event.args.provider.toLowerCase();
      const signer = event.args.signer.toLowerCase();
      const opened = { customer, provider, signer, ratePerSecond, maxSeconds, usedSeconds: 0, openedAt: at };
      state.rentals.set(rentalId, opened);
      return moved({ name: "RentalOpened", rentalId, customer, ratePerSecond, maxSeconds });
    }
    case "RentalExtended": {
      const { rentalId, maxSeconds } = event.args;
      const rental = known(state, rentalId);
      state.rentals.set(rentalId, { ...rental, maxSeconds });
      const { customer, ratePerSecond } = rental;
      const addedSeconds = maxSeconds - rental.maxSeconds;
      const before = { maxSeconds: `${rental.maxSeconds}` };
      return { ...moved({ name: "RentalExtended", rentalId, customer, ratePerSecond, addedSeconds }), before };
    }
    case "RentalSettled": {
      const { rentalId, charge, fee, usedSeconds } = event.args;
      const rental = known(state, rentalId);
      state.rentals.set(rentalId, { ...rental, usedSeconds });
      const { feeRecipient } = state;
      const before = { usedSeconds: `${rental.usedSeconds}` };
      return {
        ...moved({ name: "RentalSettled", rentalId, provider: rental.provider, feeRecipient, charge, fee }),
        before,
      };
    }
    case "RentalClosed": {
      const { rentalId, refund } = event.args;
      return moved({ name: "RentalClosed", rentalId, customer: known(state, rentalId).customer, refund });
    }
    case "FeeSet": {
      const before = { feeBps: `${state.feeBps}` };
      state.feeBps = event.args.feeBps;
      return { money: null, before };
    }
    case "FeeRecipientSet": {
      const before = { feeRecipient: state.feeRecipient };
      state.feeRecipient = event.args.account.toLowerCase();
      return { money: null, before };
    }
    case "OpeningPausedSet": {
      const before = { openingPaused: `${state.openingPaused}` };
      state.openingPaused = event.args.paused;
      return { money: null, before };
    }
    case "OperatorSet": {
      const before = { operators: state.operators.join(" ") };
      const account = event.args.account.toLowerCase();
      const others = state.operators.filter((operator) => operator !== account);
      state.operators = event.args.allowed ? [...others, account].sort() : others;
      return { money: null, before };
    }
    case "RentalStopped":
    case "SessionKeyGranted":
    case "SessionKeyRevoked":
      return { money: null, before: null };
  }
}

function moved(money: MirroredMoney): MirroredEvent {
  return { money, before: null };
}

function known(state: MirrorState, rentalId: bigint): VaultRental {
  const rental = state.rentals.get(rentalId);
  if (rental === undefined) throw new Error(`the vault spoke of rental ${rentalId} before it was opened`);
  return rental;
}
