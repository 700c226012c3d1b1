import {
  type Account,
  type Address,
  type Chain,
  encodeDeployData,
  getAddress,
  type Hex,
  isAddressEqual,
  type PublicClient,
  type Transport,
  type WalletClient,
  zeroAddress,
} from "viem";
import { gpuVaultAbi } from "./abi.ts";
import { gpuVaultBytecode } from "./bytecode.gen.ts";
import { setOperatorCall } from "./calls.ts";
import { readIsOperator, readSettings } from "./vault.ts";

export type VaultParameters = {
  /** The token to count in; the zero address for the chain's own coin. */
  readonly token: Address;
  readonly owner: Address;
  readonly feeRecipient: Address;
  /** The platform's share of charges in basis points, 1000 at most. */
  readonly feeBps: number;
};

export type DeployOptions = VaultParameters & {
  /** Pays for the deployment. It must be the owner's if operators are to be named. */
  readonly walletClient: WalletClient<Transport, Chain, Account>;
  readonly publicClient: PublicClient;
  readonly operators?: readonly Address[];
};

export type VaultDeployment = {
  readonly address: Address;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
};

/** Says what a deployment lacks, before or after it. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}

/** The data of the deploying transaction. */
export function deployData({ token, owner, feeRecipient, feeBps }: VaultParameters): Hex {
  const args = [token, owner, feeRecipient, feeBps] as const;
  return encodeDeployData({ abi: gpuVaultAbi, bytecode: gpuVaultBytecode, args });
}

/**
 * Deploys the vault, names its operators, and reads back that it is what was asked for. Throws DeployError, or viem's
 * errors when the chain does not take it.
 */
export async function deployVault(options: DeployOptions): Promise<VaultDeployment> {
  const { walletClient, publicClient, operators = [] } = options;
  await checkParameters(options);
  const transactionHash = await walletClient.sendTransaction({ data: deployData(options) });
  const receipt = await publicClient.waitForTransactionReceipt({ hash: transactionHash });
  const { contractAddress, blockNumber, blockHash } = receipt;
  if (receipt.status !== "success" || !contractAddress) throw new DeployError(`deployment ${transactionHash} reverted`);
  const address = getAddress(contractAddress);
  for (const operator of operators) {
    const hash = await walletClient.sendTransaction(setOperatorCall(address, operator, true));
    const { status } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new DeployError(`naming operator ${operator} reverted in ${hash}`);
  }
  await checkDeployed(publicClient, address, options);
  return { address, blockNumber, blockHash, transactionHash };
}

/** What can be known before gas is spent. Throws DeployError. */
export async function checkParameters(options: DeployOptions): Promise<void> {
  const { walletClient, publicClient, token, owner, operators = [] } = options;
  if (operators.length > 0 && !isAddressEqual(walletClient.account.address, owner)) {
    throw new DeployError(`only the owner can name operators: deploy as ${owner}, or let him name them later`);
  }
  if (token !== zeroAddress && (await publicClient.getCode({ address: token })) === undefined) {
    throw new DeployError(`token ${token} has no code on this chain`);
  }
}

async function checkDeployed(client: PublicClient, vault: Address, wanted: DeployOptions): Promise<void> {
  const found = await readSettings(client, vault);
  for (const name of ["token", "owner", "feeRecipient"] as const) {
    if (!isAddressEqual(found[name], wanted[name])) throw mismatch(name, found[name], wanted[name]);
  }
  if (found.feeBps !== wanted.feeBps) throw mismatch("feeBps", found.feeBps, wanted.feeBps);
  for (const operator of wanted.operators ?? []) {
    if (!(await readIsOperator(client, vault, operator))) throw mismatch("isOperator", operator, true);
  }
}

function mismatch(name: string, found: unknown, wanted: unknown): DeployError {
  return new DeployError(`the deployed vault's ${name} is ${found}, not ${wanted}`);
}
