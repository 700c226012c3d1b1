import { PERIODS } from "../limits.ts";
import { addSeconds } from "../time.ts";

/** The vault's `RentalOrder`, as customers sign it. Addresses in lower case; the deadline in unix seconds. */
export type RentalOrder = {
  readonly rentalId: bigint;
  readonly customer: string;
  readonly provider: string;
  /** Wei per second for everything rented. */
  readonly ratePerSecond: bigint;
  readonly maxSeconds: number;
  readonly deadline: number;
};

/** The vault's `Extension`: `maxSeconds` is the new total term, longer than the one in force. */
export type ExtensionOrder = {
  readonly rentalId: bigint;
  readonly maxSeconds: number;
  readonly deadline: number;
};

/** True when all six fields are equal. */
export function isSameOrder(a: RentalOrder, b: RentalOrder): boolean {
  return (
    a.rentalId === b.rentalId &&
    a.customer === b.customer &&
    a.provider === b.provider &&
    a.ratePerSecond === b.ratePerSecond &&
    a.maxSeconds === b.maxSeconds &&
    a.deadline === b.deadline
  );
}

/** Until when an order of that deadline is taken: afterwards it might not reach a block in time. */
export function validUntil(deadline: Date): Date {
  return addSeconds(deadline, -PERIODS.quoteMarginS);
}
