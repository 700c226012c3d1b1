import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export type LocalNetwork = {
  /** The local chain's JSON-RPC. */
  readonly rpcUrl: string;
  /** JSON list of test wallets, as it is served. */
  readonly wallets: string;
  /** Origin of the pages: nobody else is answered. */
  readonly origin: string;
};

/** What a test wallet needs to make a transaction, and nothing that steers the chain. */
const METHODS = new Set([
  "eth_chainId",
  "eth_blockNumber",
  "eth_getBlockByNumber",
  "eth_getTransactionCount",
  "eth_fillTransaction",
  "eth_estimateGas",
  "eth_gasPrice",
  "eth_feeHistory",
  "eth_maxPriorityFeePerGas",
  "eth_sendRawTransaction",
  "eth_getTransactionReceipt",
  "eth_getTransactionByHash",
]);

/**
 * Serves `/local/*` on the local network: its test wallets, and a relay to its chain for them. The keys are worth
 * nothing, but even so only our own pages get them: a page of another origin, or one that took over our name, does not.
 */
export async function serveLocalNetwork(
  local: LocalNetwork,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { host } = new URL(local.origin);
  const isOwnPage = request.headers.host === host && request.headers["sec-fetch-site"] === "same-origin";
  if (!isOwnPage) return answer(response, 403, '{"error":"for the pages of this origin only"}');
  if (request.url === "/local/wallets") return answer(response, 200, local.wallets);
  if (request.url !== "/local/rpc" || request.method !== "POST") return answer(response, 404, '{"error":"not found"}');
  const body = await text(request);
  if (!isAllowed(body)) return answer(response, 403, '{"error":"this method is not relayed"}');
  const relayed = await fetch(local.rpcUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
  return answer(response, relayed.status, await relayed.text());
}

function isAllowed(body: string): boolean {
  try {
    const calls: unknown[] = [JSON.parse(body)].flat();
    return calls.every(
      (call) => typeof call === "object" && call !== null && "method" in call && METHODS.has(String(call.method)),
    );
  } catch {
    return false;
  }
}

function answer(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(json);
}
