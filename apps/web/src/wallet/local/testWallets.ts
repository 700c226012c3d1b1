import { createWalletClient, defineChain, type Hex, hexToBigInt, http, type LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type CreateConnectorFn, createConnector } from "wagmi";
import { z } from "zod";

/** Same-origin relays of server.ts, which exist on the local network only. */
const WALLETS_PATH = "/local/wallets";
const RPC_PATH = "/local/rpc";

const key = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)]);
const wallets = z.array(z.object({ role: z.string(), privateKey: key }));
const typedDataParams = z.tuple([
  z.string(),
  z.string().transform((text) =>
    z
      .object({
        domain: z.record(z.string(), z.union([z.string(), z.number()])),
        types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
        primaryType: z.string(),
        message: z.record(z.string(), z.unknown()),
      })
      .parse(JSON.parse(text)),
  ),
]);
const hex = z.templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]*$/)]);
const transactionParams = z.tuple([z.object({ to: hex, data: hex, value: hex })]);

/** One connector per test wallet of the local network: test keys with test WL, nothing real behind them. */
export async function testWalletConnectors(chainId: number): Promise<CreateConnectorFn[]> {
  const response = await fetch(WALLETS_PATH);
  if (!response.ok) return [];
  return wallets.parse(await response.json()).map(({ role, privateKey }) => testWallet(chainId, role, privateKey));
}

function testWallet(chainId: number, role: string, privateKey: Hex): CreateConnectorFn {
  const account = privateKeyToAccount(privateKey);
  const provider = { request: providerOf(account, chainId) };
  return createConnector<typeof provider>(({ emitter }) => ({
    id: `local-test-wallet-${role}`,
    name: `Local test wallet: ${role}`,
    type: "local-test-wallet",
    async connect() {
      // wagmi's `connect` is generic over a capability this wallet has not; its accounts are plain addresses.
      return { accounts: [account.address] as never, chainId };
    },
    async disconnect() {
      emitter.emit("disconnect");
    },
    getAccounts: async () => [account.address],
    getChainId: async () => chainId,
    getProvider: async () => provider,
    isAuthorized: async () => true,
    onAccountsChanged: () => undefined,
    onChainChanged: () => undefined,
    onDisconnect: () => undefined,
  }));
}

/** The few methods that the pages ask of a wallet. */
function providerOf(account: LocalAccount, chainId: number) {
  const client = createWalletClient({
    account,
    chain: defineChain({
      id: chainId,
      name: "Local",
      nativeCurrency: { name: "WL", symbol: "WL", decimals: 18 },
      rpcUrls: { default: { http: [RPC_PATH] } },
    }),
    transport: http(`${location.origin}${RPC_PATH}`),
  });
  return async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    switch (method) {
      case "eth_accounts":
      case "eth_requestAccounts":
        return [account.address];
      case "eth_chainId":
        return `0x${chainId.toString(16)}`;
      case "eth_signTypedData_v4": {
        const [, { domain, types, primaryType, message }] = typedDataParams.parse(params);
        return account.signTypedData({ domain, types, primaryType, message });
      }
      case "eth_sendTransaction": {
        const [{ to, data, value }] = transactionParams.parse(params);
        return client.sendTransaction({ to, data, value: hexToBigInt(value) });
      }
      default:
        throw new Error(`The local test wallet does not know ${method}.`);
    }
  };
}
