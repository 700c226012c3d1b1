import { createClient, defineChain, hexToBigInt, http, type LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { sendTransaction } from "viem/actions";
import { z } from "zod";

/** Same-origin relays of server.ts, which exist on the local network only. */
const WALLETS_PATH = "/local/wallets";
const RPC_PATH = "/local/rpc";
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%23b07a1e'/%3E%3Cpath d='M9 5h6M10 5v5l-4 7a2 2 0 0 0 2 3h8a2 2 0 0 0 2-3l-4-7V5' fill='none' stroke='%23fff' stroke-width='1.6'/%3E%3C/svg%3E";

const hex = z.templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]*$/)]);
const walletList = z.array(z.object({ role: z.string(), privateKey: hex }));
const typedData = z.object({
  domain: z.record(z.string(), z.union([z.string(), z.number()])),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: z.record(z.string(), z.unknown()),
});
const typedDataParams = z.tuple([z.string(), z.string()]);
const receiptParams = z.tuple([hex]);
const transactionParams = z.tuple([z.object({ to: hex, data: hex, value: hex })]);

/**
 * Announces each test wallet of the local network as an extension would (EIP-6963): test keys with test WL and nothing
 * real behind them.
 */
export async function announceTestWallets(chainId: number): Promise<void> {
  const response = await fetch(WALLETS_PATH);
  if (!response.ok) return;
  for (const { role, privateKey } of walletList.parse(await response.json())) {
    const detail = Object.freeze({
      info: { uuid: `local-${role}`, name: `Local test wallet: ${role}`, icon: ICON, rdns: `local.worldland.${role}` },
      provider: testProvider(privateKeyToAccount(privateKey), chainId),
    });
    const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
    window.addEventListener("eip6963:requestProvider", announce);
    announce();
  }
}

/** The few methods that the pages ask of a wallet; it never changes account or chain, so it has no events. */
function testProvider(account: LocalAccount, chainId: number) {
  const client = createClient({
    account,
    chain: defineChain({
      id: chainId,
      name: "Local",
      nativeCurrency: { name: "WL", symbol: "WL", decimals: 18 },
      rpcUrls: { default: { http: [RPC_PATH] } },
    }),
    transport: http(`${location.origin}${RPC_PATH}`),
  });
  const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    switch (method) {
      case "eth_accounts":
      case "eth_requestAccounts":
        return [account.address];
      case "eth_chainId":
        return `0x${chainId.toString(16)}`;
      case "eth_signTypedData_v4": {
        const { domain, types, primaryType, message } = typedData.parse(JSON.parse(typedDataParams.parse(params)[1]));
        return account.signTypedData({ domain, types, primaryType, message });
      }
      case "eth_sendTransaction": {
        const [{ to, data, value }] = transactionParams.parse(params);
        return sendTransaction(client, { to, data, value: hexToBigInt(value) });
      }
      case "eth_getTransactionReceipt":
        return client.request({ method, params: receiptParams.parse(params) });
      default:
        throw Object.assign(new Error(`The local test wallet does not know ${method}.`), { code: 4200 });
    }
  };
  return { request, on: () => undefined, removeListener: () => undefined };
}
