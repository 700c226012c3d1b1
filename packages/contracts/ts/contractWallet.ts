import {
  type Address,
  BaseError,
  type Client,
  encodeFunctionData,
  type Hex,
  HttpRequestError,
  parseAbi,
  TimeoutError,
} from "viem";
import { call } from "viem/actions";

const ERC1271 = parseAbi(["function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)"]);
/** `isValidSignature.selector` in the first four of 32 bytes: the only answer that means yes. */
const YES = `0x1626ba7e${"00".repeat(28)}`;

/**
 * Whether a wallet contract says that it signed, asked exactly as the vault asks (ERC-1271, the bytes unchanged). An
 * account without code, a revert or a short answer is a no. Throws viem's error when the RPC does not answer.
 */
export async function contractWalletSigned(
  client: Client,
  { wallet, hash, signature }: { wallet: Address; hash: Hex; signature: Hex },
): Promise<boolean> {
  const data = encodeFunctionData({ abi: ERC1271, functionName: "isValidSignature", args: [hash, signature] });
  try {
    const answer = await call(client, { to: wallet, data });
    return answer.data?.slice(0, YES.length) === YES;
  } catch (error) {
    if (isRpcAway(error)) throw error;
    return false;
  }
}

function isRpcAway(error: unknown): boolean {
  if (!(error instanceof BaseError)) return true;
  return error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null;
}
