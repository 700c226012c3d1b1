import { startAnvil } from "@worldland/testing/anvil";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
  type TransactionReceipt,
  zeroAddress,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { VaultCall } from "./calls.ts";
import { deployVault } from "./deploy.ts";

/** For tests: a chain of its own with a vault in its native coin, and people who hold 10 000 of it each. */
export async function startTestVault() {
  const anvil = await startAnvil({ accounts: 6 });
  const chain = defineChain({
    id: anvil.chainId,
    name: "WorldLand local",
    nativeCurrency: { name: "WorldLand", symbol: "WL", decimals: 18 },
    rpcUrls: { default: { http: [anvil.rpcUrl] } },
  });
  const transport = http(anvil.rpcUrl);
  const client = createPublicClient({ chain, transport, pollingInterval: 20, cacheTime: 0 });
  const control = createTestClient({ chain, mode: "anvil", transport });
  const keyAt = (index: number): Hex => {
    const account = anvil.accounts[index];
    if (account === undefined) throw new Error(`anvil has no account ${index}`);
    return account.privateKey;
  };
  const accountAt = (index: number): PrivateKeyAccount => privateKeyToAccount(keyAt(index));
  const people = {
    owner: accountAt(0),
    operator: accountAt(1),
    customer: accountAt(2),
    provider: accountAt(3),
    key: accountAt(4),
    feeRecipient: accountAt(5),
  };
  const walletOf = (account: PrivateKeyAccount) => createWalletClient({ account, chain, transport });
  const parameters = {
    token: zeroAddress,
    owner: people.owner.address,
    feeRecipient: people.feeRecipient.address,
    feeBps: 500,
  };
  const deployment = await deployVault({
    walletClient: walletOf(people.owner),
    publicClient: client,
    ...parameters,
    operators: [people.operator.address],
  });

  /** Sends a call and waits until it is mined; a refusal is thrown by the gas estimate. */
  async function send(account: PrivateKeyAccount, call: VaultCall): Promise<TransactionReceipt> {
    return client.waitForTransactionReceipt({ hash: await walletOf(account).sendTransaction(call) });
  }

  /** Lets seconds pass and mines a block at their end. */
  async function pass(seconds: number): Promise<void> {
    await control.increaseTime({ seconds });
    await control.mine({ blocks: 1 });
  }

  const domain = { chainId: anvil.chainId, vault: deployment.address };
  /** For processes of their own. */
  const privateKeys = { operator: keyAt(1), key: keyAt(4) };
  const { rpcUrl } = anvil;
  const close = () => anvil.close();
  return { ...people, privateKeys, rpcUrl, parameters, deployment, domain, client, walletOf, send, pass, close };
}

export type TestVault = Awaited<ReturnType<typeof startTestVault>>;
