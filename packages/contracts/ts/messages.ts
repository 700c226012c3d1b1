import type { Address } from "viem";

/** A customer's agreement to rent; amounts in base units a second, times in seconds. */
export type RentalOrder = {
  readonly rentalId: bigint;
  readonly customer: Address;
  readonly provider: Address;
  readonly ratePerSecond: bigint;
  readonly maxSeconds: number;
  /** The last second (since 1970) at which the vault takes it. */
  readonly deadline: number;
};

/** A longer term for an open rental: `maxSeconds` is the new total since the opening. */
export type Extension = {
  readonly rentalId: bigint;
  readonly maxSeconds: number;
  readonly deadline: number;
};

/** Lets `key` sign orders in the customer's name; a `spendLimit` of 0 takes that away. */
export type SessionGrant = {
  readonly customer: Address;
  readonly key: Address;
  readonly spendLimit: bigint;
  readonly expiresAt: number;
  /** `grantNonce(customer)` of the vault. */
  readonly nonce: bigint;
};

/** What an operator reports: seconds used since the opening, cumulative. */
export type Usage = {
  readonly rentalId: bigint;
  readonly usedSeconds: number;
  readonly close: boolean;
};
