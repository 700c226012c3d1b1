import { readIsOperator, readSettings } from "@worldland/contracts/vault";
import type { Database } from "@worldland/db/database";
import { createPublicClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { StackKeys } from "./keys.ts";
import { LOCAL_CHAIN_ID, type LocalAnvil, prepareLocalChain } from "./localChain.ts";
import type { ExternalChain, StackOptions } from "./options.ts";
import { type StackWallet, stackWallets, WALLET_INDEX } from "./wallets.ts";

/** The chain as the programs are told of it, local or real. */
export type StackChain = {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly vault: `0x${string}`;
  readonly token: `0x${string}`;
  readonly startBlock: bigint;
  /** Blocks after which an event is final, its own included. */
  readonly confirmations: number;
  readonly operatorPrivateKey: `0x${string}`;
  /** Test wallets with their keys; none on a real chain. */
  readonly wallets: readonly StackWallet[];
  /** Lower-case address that owns what seed provider number `walletIndex` brings. */
  providerAt(walletIndex: number): string;
  /** Lower-case address of the wallet that approves nodes. */
  readonly admin: string;
};

/** WorldLand's spendable depth; the local chain makes a block a second. */
const CONFIRMATIONS = { real: 12, local: 2 };

/** The local chain with its vault, its clock brought to the application's. */
export async function localStackChain(
  options: StackOptions,
  anvil: LocalAnvil,
  keys: StackKeys,
  db: Database,
): Promise<StackChain> {
  const { vault, startBlock, token } = await prepareLocalChain(options.stateDir, anvil, keys, db);
  const addressAt = (index: number) => anvil.accounts[index]?.address.toLowerCase() ?? "";
  return {
    rpcUrl: anvil.rpcUrl,
    chainId: LOCAL_CHAIN_ID,
    vault,
    token,
    startBlock,
    confirmations: CONFIRMATIONS.local,
    operatorPrivateKey: keys.operatorPrivateKey,
    wallets: stackWallets(anvil.accounts),
    providerAt: addressAt,
    admin: addressAt(WALLET_INDEX.owner),
  };
}

/**
 * A real chain with a vault that stands there already. Throws a sentence when our key is none of its operators'.
 * What simulated machines are seeded belongs to the operator's own wallet: nobody else's key is known here.
 */
export async function externalStackChain(chain: ExternalChain, keys: StackKeys): Promise<StackChain> {
  const operatorPrivateKey = chain.operatorPrivateKey ?? keys.operatorPrivateKey;
  const operator = privateKeyToAccount(operatorPrivateKey).address;
  const client = createPublicClient({ transport: http(chain.rpcUrl) });
  const chainId = await client.getChainId();
  if (chainId !== chain.chainId)
    throw new Error(`RPC_URL is a node of chain ${chainId}, CHAIN_ID says ${chain.chainId}.`);
  const settings = await readSettings(client, chain.vault);
  if (!(await readIsOperator(client, chain.vault, operator))) {
    throw new Error(
      `${operator} is no operator of the vault ${chain.vault}: its owner ${settings.owner} must name it, and it needs coin for gas. Or set OPERATOR_PRIVATE_KEY.`,
    );
  }
  const isLocal = chainId === LOCAL_CHAIN_ID;
  return {
    ...chain,
    token: settings.token,
    confirmations: isLocal ? CONFIRMATIONS.local : CONFIRMATIONS.real,
    operatorPrivateKey,
    wallets: [],
    providerAt: () => operator.toLowerCase(),
    admin: settings.owner.toLowerCase(),
  };
}
