/** One thing that somebody does. People and keys are numbers; see `CAST`. Times are seconds, amounts base units. */
export type Move =
  | { readonly kind: "pass"; readonly seconds: bigint }
  | { readonly kind: "deposit"; readonly who: number; readonly amount: bigint }
  | { readonly kind: "withdraw"; readonly who: number; readonly amount: bigint }
  | {
      readonly kind: "open";
      readonly id: bigint;
      readonly customer: number;
      readonly provider: number;
      readonly rate: bigint;
      readonly term: bigint;
      readonly signer: number;
    }
  | { readonly kind: "extend"; readonly id: bigint; readonly term: bigint; readonly signer: number }
  | { readonly kind: "settle"; readonly usages: readonly Usage[] }
  | { readonly kind: "stop"; readonly id: bigint; readonly by: number }
  | { readonly kind: "reclaim"; readonly id: bigint }
  | {
      readonly kind: "grant";
      readonly customer: number;
      readonly key: number;
      readonly limit: bigint;
      readonly expiresAt: bigint;
    }
  | { readonly kind: "revoke"; readonly customer: number; readonly key: number }
  | { readonly kind: "setFee"; readonly feeBps: bigint; readonly recipient: number };

export type Usage = { readonly id: bigint; readonly used: bigint; readonly close: boolean };

/** Two customers, two session keys, two providers, two recipients of fees: the same numbers in Differential.t.sol. */
export const CAST = { customers: [0, 1], keys: [2, 3], providers: [4, 5], recipients: [6, 7] } as const;
export const PEOPLE = 8;
/** When a history begins, and what the vault is deployed with. */
export const START = 1_800_000_000n;
export const FIRST_FEE_BPS = 500n;
