import type { VaultTypedData } from "@worldland/contracts/typedData";
import type { Account, Address, Chain, Hex, Transport, TypedDataDefinition, WalletClient } from "viem";

/** Whoever signs typed data: every local account of viem is one; for a browser's wallet see {@link signerOf}. */
export type Signer = {
  readonly address: Address;
  signTypedData(typed: TypedDataDefinition<Record<string, unknown>, string>): Promise<Hex>;
};

/** A viem wallet client as a signer: the wallet asks its owner. */
export function signerOf(wallet: WalletClient<Transport, Chain | undefined, Account>): Signer {
  const { account } = wallet;
  return {
    address: account.address,
    signTypedData: (typed) => wallet.signTypedData({ account, ...typed }),
  };
}

/** Signs one of the vault's messages, whose every field the caller has looked at. */
export function signVaultMessage(signer: Signer, typed: VaultTypedData): Promise<Hex> {
  const { domain, types, primaryType, message } = typed;
  return signer.signTypedData({ domain, types, primaryType, message });
}
