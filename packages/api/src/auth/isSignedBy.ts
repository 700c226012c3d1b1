import { Refusal } from "@worldland/core/refusal";
import {
  createPublicClient,
  getAddress,
  type Hex,
  http,
  isAddressEqual,
  isErc6492Signature,
  recoverAddress,
} from "viem";

/** A contract that thinks longer than this about a signature has not signed. */
const RPC_TIMEOUT_MS = 2_000;

/**
 * Whether `address` signed the 32 bytes `hash`. A wallet with a key needs no RPC; a contract wallet is asked on chain
 * (ERC-1271, and ERC-6492 before it is deployed) where `rpcUrl` is given. Refuses `unavailable` when that RPC is away.
 */
export async function isSignedBy(
  rpcUrl: string | null,
  signed: { readonly address: string; readonly hash: Hex; readonly signature: Hex },
): Promise<boolean> {
  const { hash, signature } = signed;
  const address = getAddress(signed.address);
  const signer = await recoverAddress({ hash, signature }).catch(() => null);
  if (signer !== null && isAddressEqual(signer, address)) return true;
  if (rpcUrl === null) return false;
  const client = createPublicClient({ transport: http(rpcUrl, { timeout: RPC_TIMEOUT_MS, retryCount: 0 }) });
  const code = await client.getCode({ address }).catch(() => {
    throw new Refusal("unavailable", "The chain is away, and only it can say whether a contract wallet signed.");
  });
  const isContract = code !== undefined || isErc6492Signature(signature);
  return isContract && (await client.verifyHash({ address, hash, signature }).catch(() => false));
}
