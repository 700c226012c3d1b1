import { contractWalletSigned } from "@worldland/contracts/contractWallet";
import { hashVaultTypedData, type VaultTypedData } from "@worldland/contracts/typedData";
import { Refusal } from "@worldland/core/refusal";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { createClient, getAddress, type Hex, http, isHex, recoverAddress } from "viem";
import type { ApiDeps } from "../context.ts";

/** Half the order of secp256k1: the vault takes only signatures whose `s` is not above it. */
const HIGHEST_S = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const RPC_TIMEOUT_MS = 2000;

/** A signature as the vault will take it, and whose it is. */
export type Signed = {
  readonly signature: Hex;
  /** Lower-case address of the session key that signed; null: the customer himself. */
  readonly sessionKey: string | null;
};

/**
 * Verifies a vault message by the vault's own rules: 65 bytes of the customer's or of a session key he granted, or
 * whatever his wallet contract calls its signature. Refuses `invalid_signature`; `unavailable` when only the chain
 * could tell and it is away. Whether a key's budget suffices is judged with the money.
 */
export async function verifySigned(
  { db, config }: Pick<ApiDeps, "db" | "config">,
  customer: string,
  typed: VaultTypedData,
  given: string,
): Promise<Signed> {
  const hash = hashVaultTypedData(typed);
  const signature = canonical(given);
  if (signature !== null) {
    const signer = await signerOf(hash, signature);
    if (signer === customer) return { signature, sessionKey: null };
    const budget = signer === null ? null : await budgetOf(db, customer, signer);
    if (budget !== null && budget.limit > 0n) return { signature, sessionKey: signer };
  }
  if (config.rpcUrl !== null && isHex(given) && (await isOfContract(config.rpcUrl, customer, hash, given))) {
    return { signature: given, sessionKey: null };
  }
  throw new Refusal("invalid_signature");
}

/** 65 bytes with a low `s` and a `v` of 27 or 28 (0 and 1, as some wallets have it, are put right); else null. */
function canonical(given: string): Hex | null {
  if (!/^0x[0-9a-fA-F]{130}$/.test(given)) return null;
  const s = BigInt(`0x${given.slice(66, 130)}`);
  const v = Number.parseInt(given.slice(130), 16);
  const parity = v >= 27 ? v - 27 : v;
  if (s > HIGHEST_S || parity > 1) return null;
  return `0x${given.slice(2, 130)}${parity === 0 ? "1b" : "1c"}`;
}

async function signerOf(hash: Hex, signature: Hex): Promise<string | null> {
  // Numbers that are no point of the curve are nobody's signature.
  const signer = await recoverAddress({ hash, signature }).catch(() => null);
  return signer?.toLowerCase() ?? null;
}

async function isOfContract(rpcUrl: string, customer: string, hash: Hex, signature: Hex): Promise<boolean> {
  const client = createClient({ transport: http(rpcUrl, { retryCount: 0, timeout: RPC_TIMEOUT_MS }) });
  return contractWalletSigned(client, { wallet: getAddress(customer), hash, signature }).catch(() => {
    throw new Refusal("unavailable", "The chain, which alone can check a wallet contract's signature, is away.");
  });
}
