import { feeFloor } from "./money.ts";

/** `account:<address>` for everybody, `hold:<rentalId>` per rental, `world:vault` for all outside; it alone goes below 0. */
export type LedgerAccount = `account:${string}` | `hold:${string}` | "world:vault";

/** One movement of base units. Amounts are positive; an entry of postings sums to zero by construction. */
export type Posting = {
  readonly source: LedgerAccount;
  readonly destination: LedgerAccount;
  readonly amount: bigint;
  readonly kind: PostingKind;
};

export type PostingKind = "deposit" | "withdrawal" | "hold" | "charge" | "fee" | "refund";

export const WORLD: LedgerAccount = "world:vault";
export function accountOf(address: string): LedgerAccount {
  return `account:${address.toLowerCase()}`;
}
export function holdOf(rentalId: bigint): LedgerAccount {
  return `hold:${rentalId}`;
}

/** A vault event with what the mirror knows beside it: parties and rate of the rental, the fee recipient of the day. */
export type MirroredMoney =
  | { readonly name: "Deposited"; readonly account: string; readonly amount: bigint }
  | { readonly name: "Withdrawn"; readonly account: string; readonly amount: bigint }
  | {
      readonly name: "RentalOpened";
      readonly rentalId: bigint;
      readonly customer: string;
      readonly ratePerSecond: bigint;
      readonly maxSeconds: number;
    }
  | {
      readonly name: "RentalExtended";
      readonly rentalId: bigint;
      readonly customer: string;
      readonly ratePerSecond: bigint;
      readonly addedSeconds: number;
    }
  | {
      readonly name: "RentalSettled";
      readonly rentalId: bigint;
      readonly provider: string;
      readonly feeRecipient: string;
      readonly charge: bigint;
      readonly fee: bigint;
    }
  | { readonly name: "RentalClosed"; readonly rentalId: bigint; readonly customer: string; readonly refund: bigint };

/** The postings of one vault event. The ledger mirrors these and nothing else; reversal is the same, swapped. */
export function postingsOf(event: MirroredMoney): readonly Posting[] {
  return movements(event).filter((posting) => posting.amount > 0n);
}

function movements(event: MirroredMoney): readonly Posting[] {
  switch (event.name) {
    case "Deposited":
      return [{ source: WORLD, destination: accountOf(event.account), amount: event.amount, kind: "deposit" }];
    case "Withdrawn":
      return [{ source: accountOf(event.account), destination: WORLD, amount: event.amount, kind: "withdrawal" }];
    case "RentalOpened":
      return [toHold(event, event.maxSeconds)];
    case "RentalExtended":
      return [toHold(event, event.addedSeconds)];
    case "RentalSettled": {
      const source = holdOf(event.rentalId);
      return [
        { source, destination: accountOf(event.provider), amount: event.charge - event.fee, kind: "charge" },
        { source, destination: accountOf(event.feeRecipient), amount: event.fee, kind: "fee" },
      ];
    }
    case "RentalClosed":
      return [
        {
          source: holdOf(event.rentalId),
          destination: accountOf(event.customer),
          amount: event.refund,
          kind: "refund",
        },
      ];
  }
}

function toHold(event: { rentalId: bigint; customer: string; ratePerSecond: bigint }, seconds: number): Posting {
  const amount = event.ratePerSecond * BigInt(seconds);
  return { source: accountOf(event.customer), destination: holdOf(event.rentalId), amount, kind: "hold" };
}

/** The same movements undone, as a reorg undoes them. */
export function reversed(postings: readonly Posting[]): readonly Posting[] {
  return postings.toReversed().map((p) => ({ ...p, source: p.destination, destination: p.source }));
}

/** Charge, fee and provider's share of `seconds` at a rate: what the vault will say, derived before it says it. */
export function chargeOf(ratePerSecond: bigint, seconds: number, feeBps: number) {
  const charge = ratePerSecond * BigInt(seconds);
  const fee = feeFloor(charge, feeBps);
  return { charge, fee, provider: charge - fee };
}
