import { depositCall, stopRentalCall, type VaultCall, withdrawCall } from "@worldland/contracts/calls";
import { approveCall, readAllowance } from "@worldland/contracts/token";
import { isNative } from "@worldland/contracts/vault";
import { type Account, type Address, type Chain, getAddress, type Hex, type Transport, type WalletClient } from "viem";
import { sendTransaction, waitForTransactionReceipt } from "viem/actions";
import type { Api } from "./connect.ts";
import { expectParts } from "./signing/unfit.ts";
import type { Trust } from "./trust.ts";

export type VaultWallet = WalletClient<Transport, Chain, Account>;

/** A transaction of the wallet that is in a block. */
export type Mined = { readonly hash: Hex; readonly block: bigint };

/** The vault took no effect of a transaction. */
export class TransactionReverted extends Error {
  override readonly name = "TransactionReverted";
  readonly hash: Hex;

  constructor(hash: Hex) {
    super(`Transaction ${hash} reverted.`);
    this.hash = hash;
  }
}

const LOOK_EVERY_MS = 250;

/** Money in and out of the vault, by the customer's own transactions: the platform has no part in them. */
export function createVault(api: Api, trust: Trust) {
  const send = async (wallet: VaultWallet, call: VaultCall): Promise<Mined> => {
    const hash = await sendTransaction(wallet, call);
    const receipt = await waitForTransactionReceipt(wallet, { hash });
    if (receipt.status !== "success") throw new TransactionReverted(hash);
    return { hash, block: receipt.blockNumber };
  };
  const vaultFor = async (wallet: VaultWallet): Promise<{ vault: Address; token: Address }> => {
    const network = await trust.network();
    expectParts({ "the wallet's chain": [wallet.chain.id, network.chain_id] });
    return { vault: getAddress(network.vault), token: getAddress(network.token) };
  };
  return {
    /** Pays base units in, allowing the vault to take them first where it counts in a token. Resolves when mined. */
    async deposit(wallet: VaultWallet, amount: bigint): Promise<Mined> {
      const { vault, token } = await vaultFor(wallet);
      const native = isNative(token);
      const owner = wallet.account.address;
      if (!native && (await readAllowance(wallet, token, { owner, spender: vault })) < amount) {
        await send(wallet, approveCall(token, { spender: vault, amount }));
      }
      return send(wallet, depositCall(vault, { amount, native }));
    },
    /** Pays base units of the free balance out, to the wallet itself unless said. Resolves when mined. */
    async withdraw(wallet: VaultWallet, amount: bigint, to?: Address): Promise<Mined> {
      const { vault } = await vaultFor(wallet);
      return send(wallet, withdrawCall(vault, { amount, to: to ?? wallet.account.address }));
    },
    /** Stops the clock of a rental on chain, should the platform be away. */
    async stopRental(wallet: VaultWallet, rentalId: bigint): Promise<Mined> {
      const { vault } = await vaultFor(wallet);
      return send(wallet, stopRentalCall(vault, rentalId));
    },
    /** Waits until the platform has scanned a deposit to its spendable depth. Throws when the time is over. */
    async credited({ block }: Mined, { timeoutMs = 300_000 }: { timeoutMs?: number } = {}): Promise<void> {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const { head, confirmations } = await api.network.get.query({});
        if (head !== null && BigInt(head.block) >= block + BigInt(confirmations) - 1n) return;
        if (performance.now() > deadline) throw new Error(`Block ${block} is not at its depth after ${timeoutMs} ms.`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
  };
}
