import type { NetworkView } from "@worldland/core/wire/account";
import type { Call } from "../wallet/wallet.ts";

export type MoneyMove = {
  readonly kind: "deposit" | "withdraw";
  /** Base units. */
  readonly amount: bigint;
};

/**
 * The calls of a move by `wallet`: what the vault must be allowed first (null: nothing, the vault holds the chain's own
 * coin), and the move itself. The vault's ABI is loaded here and not before.
 */
export async function callsFor(
  { kind, amount }: MoneyMove,
  wallet: string,
  network: Pick<NetworkView, "vault" | "token">,
): Promise<{ approve: Call | null; call: Call }> {
  const [{ depositCall, withdrawCall }, { approveCall }] = await Promise.all([
    import("@worldland/contracts/calls"),
    import("@worldland/contracts/token"),
  ]);
  const vault = hex(network.vault);
  if (kind === "withdraw") return { approve: null, call: withdrawCall(vault, { amount, to: hex(wallet) }) };
  const native = /^0x0+$/.test(network.token);
  const approve = native ? null : approveCall(hex(network.token), { spender: vault, amount });
  return { approve, call: depositCall(vault, { amount, native }) };
}

function hex(text: string): `0x${string}` {
  return `0x${text.replace(/^0x/, "")}`;
}
