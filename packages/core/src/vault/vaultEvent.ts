/** A vault event as decoded from its log. Integers of up to 48 bits are numbers, larger ones `bigint`, as viem has it. */
export type VaultEvent = VaultEventArgs & {
  readonly logIndex: number;
  readonly transactionHash: string;
};

export type VaultEventArgs =
  | { readonly name: "Deposited"; readonly args: { account: string; from: string; amount: bigint } }
  | { readonly name: "Withdrawn"; readonly args: { account: string; to: string; amount: bigint } }
  | {
      readonly name: "RentalOpened";
      readonly args: {
        rentalId: bigint;
        customer: string;
        provider: string;
        signer: string;
        ratePerSecond: bigint;
        maxSeconds: number;
        feeBps: number;
      };
    }
  | { readonly name: "RentalExtended"; readonly args: { rentalId: bigint; maxSeconds: number } }
  | {
      readonly name: "RentalSettled";
      readonly args: { rentalId: bigint; usedSeconds: number; charge: bigint; fee: bigint };
    }
  | { readonly name: "RentalStopped"; readonly args: { rentalId: bigint; by: string } }
  | { readonly name: "RentalClosed"; readonly args: { rentalId: bigint; refund: bigint } }
  | {
      readonly name: "SessionKeyGranted";
      readonly args: { customer: string; key: string; spendLimit: bigint; expiresAt: number };
    }
  | { readonly name: "SessionKeyRevoked"; readonly args: { customer: string; key: string } }
  | { readonly name: "OperatorSet"; readonly args: { account: string; allowed: boolean } }
  | { readonly name: "FeeSet"; readonly args: { feeBps: number } }
  | { readonly name: "FeeRecipientSet"; readonly args: { account: string } }
  | { readonly name: "OpeningPausedSet"; readonly args: { paused: boolean } };

/** The rental an event is about; null for those about money at large, keys and settings. */
export function rentalIdOf(event: VaultEventArgs): bigint | null {
  return "rentalId" in event.args ? event.args.rentalId : null;
}

/** Arguments as they are stored: integers as decimal strings, addresses in lower case. */
export function storedArgs(event: VaultEventArgs): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(event.args).map(([name, value]) => [
      name,
      typeof value === "boolean" ? value : String(value).toLowerCase(),
    ]),
  );
}
