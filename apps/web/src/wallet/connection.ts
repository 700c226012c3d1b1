import type { NetworkView } from "@worldland/core/wire/account";
import { type Chain, createClient, custom, defineChain, type EIP1193Provider, numberToHex } from "viem";
import { type Config, type Connector, createConfig, createStorage } from "wagmi";
import { connect, disconnect, getConnection, reconnect, switchChain, watchConnectors } from "wagmi/actions";
import { announceLocalWallets, localRpcUrls } from "./local/env.ts";
import { type ConnectedWallet, type WalletChoice, WalletDeclined } from "./wallet.ts";

/** Everything that touches a wallet. Loaded at the first Connect, never before. */
export type WalletConnection = {
  /** Wallets there are now. */
  choices(): readonly WalletChoice[];
  /** Calls back whenever a wallet announces itself. Answers how to stop. */
  watchChoices(onChange: () => void): () => void;
  /** Asks the owner of the wallet to connect and to switch to the platform's chain. */
  connect(id: string): Promise<ConnectedWallet>;
  /** The wallet connected before a reload; null when there is none or it locked itself. */
  resume(): Promise<ConnectedWallet | null>;
  disconnect(): Promise<void>;
};

/** The wallets of this browser, for the chain the platform is on. */
export async function openWalletConnection(network: NetworkView): Promise<WalletConnection> {
  const chain = chainOf(network);
  await announceLocalWallets?.(chain.id);
  // Extensions are found by EIP-6963; wagmi makes an injected() connector of each.
  const config = createConfig({
    chains: [chain],
    storage: createStorage({ key: "worldland", storage: localStorage }),
    // The page asks no node: balances come from the platform, transactions go through the wallet.
    client: () => createClient({ chain, transport: custom({ request: refuseRpc }) }),
  });
  const choose = (id: string) => {
    const connector = config.connectors.find((one) => one.uid === id);
    if (connector === undefined) throw new Error("This wallet is gone. Choose again.");
    return connector;
  };
  return {
    choices: () => config.connectors.map(({ uid, name, icon }) => ({ id: uid, name, icon: icon ?? null })),
    watchChoices: (onChange) => watchConnectors(config, { onChange }),
    async connect(id) {
      const connector = choose(id);
      return declining(async () => {
        if (getConnection(config).isConnected) await disconnect(config);
        const { accounts } = await connect(config, { connector });
        return openWallet(config, connector, accounts[0]);
      });
    },
    async resume() {
      await reconnect(config);
      const { connector, address } = getConnection(config);
      return connector === undefined || address === undefined ? null : openWallet(config, connector, address);
    },
    async disconnect() {
      await disconnect(config);
    },
  };
}

function openWallet(config: Config, connector: Connector, account: `0x${string}`): ConnectedWallet {
  const ask = async <T>(request: (provider: EIP1193Provider) => Promise<T>) =>
    declining(async () => {
      if (getConnection(config).address?.toLowerCase() !== account.toLowerCase()) {
        throw new Error(`Your wallet shows another account now. Switch it back to ${account}, then try again.`);
      }
      await moveToChain(config, connector);
      return request(await providerOf(connector));
    });
  return {
    address: account.toLowerCase(),
    signTypedData: (typedData) =>
      ask((provider) =>
        provider.request({ method: "eth_signTypedData_v4", params: [account, JSON.stringify(typedData)] }),
      ),
    send: ({ to, data, value }) =>
      ask((provider) =>
        provider.request({
          method: "eth_sendTransaction",
          params: [{ from: account, to, data, value: numberToHex(value) }],
        }),
      ),
    async outcomeOf(hash) {
      const provider = await providerOf(connector);
      const receipt = await provider.request({
        method: "eth_getTransactionReceipt",
        params: [`0x${hash.replace(/^0x/, "")}`],
      });
      if (receipt === null) return "pending";
      return receipt.status === "0x1" ? "mined" : "reverted";
    },
  };
}

/** Wallets sign typed data of the chain they are on only. */
async function moveToChain(config: Config, connector: Connector): Promise<void> {
  const chain = config.chains[0];
  if ((await connector.getChainId()) === chain.id) return;
  try {
    await switchChain(config, { chainId: chain.id, connector });
  } catch (error) {
    if (isDeclined(error)) throw error;
    throw new Error(`Your wallet does not know ${chain.name} (chain id ${chain.id}). Add it there, then try again.`);
  }
}

async function providerOf(connector: Connector): Promise<EIP1193Provider> {
  const provider: unknown = await connector.getProvider();
  if (isProvider(provider)) return provider;
  throw new Error("Your wallet does not answer. Reload the page and connect again.");
}

function isProvider(value: unknown): value is EIP1193Provider {
  return typeof value === "object" && value !== null && "request" in value;
}

async function declining<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw isDeclined(error) ? new WalletDeclined() : error;
  }
}

/** EIP-1193's code 4001, wherever in the chain of causes a wallet or library put it. */
function isDeclined(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("code" in error && error.code === 4001) return true;
  return "cause" in error && isDeclined(error.cause);
}

function chainOf({ chain_id, chain_name, symbol, explorer }: NetworkView): Chain {
  return defineChain({
    id: chain_id,
    name: chain_name,
    nativeCurrency: { name: symbol, symbol, decimals: 18 },
    rpcUrls: { default: { http: [...localRpcUrls()] } },
    ...(explorer === null ? {} : { blockExplorers: { default: { name: "Explorer", url: explorer } } }),
  });
}

function refuseRpc(): Promise<never> {
  return Promise.reject(new Error("This page talks to no node."));
}
