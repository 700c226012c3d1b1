import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { DeploySettingsError, type SenderSettings } from "./env.ts";

export type Connection = {
  readonly walletClient: WalletClient<Transport, Chain, Account>;
  readonly publicClient: PublicClient;
};

const NAMES: Readonly<Record<number, string>> = { 103: "WorldLand", 10395: "WorldLand testnet", 31337: "local" };

export function chainName(id: number): string {
  return NAMES[id] ?? "another EVM chain";
}

/** Clients for the chain that is meant. Throws DeploySettingsError if the endpoint serves another. */
export async function connect({ rpcUrl, chainId, privateKey }: SenderSettings): Promise<Connection> {
  const transport = http(rpcUrl);
  const found = await createPublicClient({ transport }).getChainId();
  if (found !== chainId) throw new DeploySettingsError(`RPC_URL serves chain ${found}, and CHAIN_ID is ${chainId}`);
  const chain = defineChain({
    id: chainId,
    name: chainName(chainId),
    nativeCurrency: { name: "WorldLand", symbol: "WL", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const walletClient = createWalletClient({ account: privateKeyToAccount(privateKey), chain, transport });
  return { walletClient, publicClient: createPublicClient({ chain, transport, pollingInterval: 1_000 }) };
}
