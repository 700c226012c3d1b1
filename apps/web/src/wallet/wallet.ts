import type { TypedData } from "@worldland/core/wire/fields";

/** A wallet that may be connected: an extension that announced itself, or a test wallet of the local network. */
export type WalletChoice = { readonly id: string; readonly name: string; readonly icon: string | null };

/** A call to the vault as packages/contracts makes it. */
export type Call = { readonly to: `0x${string}`; readonly data: `0x${string}`; readonly value: bigint };

/** A connected wallet. Whatever its owner declines is thrown as {@link WalletDeclined}. */
export type ConnectedWallet = {
  /** Lower-case. */
  readonly address: string;
  /** Asks the owner to sign, by `eth_signTypedData_v4`. Answers the signature. */
  signTypedData(typedData: TypedData): Promise<`0x${string}`>;
  /** Asks the owner to send a transaction on the platform's chain. Answers its hash at once, before it is mined. */
  send(call: Call): Promise<`0x${string}`>;
  /** What the wallet's own node says of a transaction; pending also where it does not know it (yet). */
  outcomeOf(hash: string): Promise<"pending" | "mined" | "reverted">;
};

/** The owner of the wallet said no: nothing happened. */
export class WalletDeclined extends Error {
  override readonly name = "WalletDeclined";
  constructor() {
    super("You declined in your wallet. Nothing was signed or sent.");
  }
}
