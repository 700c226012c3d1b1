import {
  type Account,
  type Address,
  type Chain,
  encodeDeployData,
  formatEther,
  getAddress,
  getContractAddress,
  type Hex,
  isAddressEqual,
  type PublicClient,
  type Transport,
  type WalletClient,
  zeroAddress,
} from "viem";
import { gpuVaultAbi } from "./abi.ts";
import { gpuVaultBytecode } from "./bytecode.gen.ts";
import { setOperatorCall, transferOwnershipCall, type VaultCall } from "./calls.ts";
import { checkVault, codeHash, isAsWanted, type VaultCheck } from "./checkVault.ts";
import { gpuVaultCodeHash } from "./runtime.gen.ts";

export type VaultParameters = {
  /** The token to count in; the zero address for the chain's own coin. */
  readonly token: Address;
  /** Who is to own the vault. Other than the deployer he is offered it, and has it when he accepts. */
  readonly owner: Address;
  readonly feeRecipient: Address;
  /** The platform's share of charges in basis points, 1000 at most. */
  readonly feeBps: number;
};

export type DeployOptions = VaultParameters & {
  /** Pays for everything, and owns the vault until its owner accepts it. */
  readonly walletClient: WalletClient<Transport, Chain, Account>;
  readonly publicClient: PublicClient;
  readonly operators?: readonly Address[];
};

export type VaultDeployment = {
  readonly address: Address;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  /** Who must still accept the vault; null if the deployer keeps it. */
  readonly pendingOwner: Address | null;
  /** What was looked at afterwards; all of it is as wanted. */
  readonly checks: readonly VaultCheck[];
};

/** What a deployment would do: the vault's address if this account sends nothing else before, and what it costs. */
export type DeploymentPlan = {
  readonly address: Address;
  readonly gas: bigint;
  readonly price: bigint;
  readonly balance: bigint;
};

/** Says what a deployment lacks, before or after it. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}

/** For each operator, and for offering the vault: a call that writes one slot, and something to spare. */
const GAS_OF_A_SETTING = 60_000n;

/** The data of the deploying transaction. The deployer is the first owner. */
export function deployData({ walletClient, token, feeRecipient, feeBps }: DeployOptions): Hex {
  const args = [token, walletClient.account.address, feeRecipient, feeBps] as const;
  return encodeDeployData({ abi: gpuVaultAbi, bytecode: gpuVaultBytecode, args });
}

/**
 * Deploys the vault, names its operators, offers it to its owner if that is another, and looks whether all is as it was
 * asked for. Throws DeployError, or viem's errors when the chain does not take it.
 */
export async function deployVault(options: DeployOptions): Promise<VaultDeployment> {
  const { walletClient, publicClient, operators = [] } = options;
  await planDeployment(options);
  const transactionHash = await walletClient.sendTransaction({ data: deployData(options) });
  const receipt = await publicClient.waitForTransactionReceipt({ hash: transactionHash });
  const { contractAddress, blockNumber, blockHash } = receipt;
  if (receipt.status !== "success" || !contractAddress) throw new DeployError(`deployment ${transactionHash} reverted`);
  const address = getAddress(contractAddress);
  for (const operator of operators) await sendCall(options, setOperatorCall(address, operator, true));
  const pendingOwner = pendingOwnerOf(options);
  if (pendingOwner !== null) await sendCall(options, transferOwnershipCall(address, pendingOwner));
  const wanted = { ...options, owner: walletClient.account.address, pendingOwner, operators };
  const checks = await checkVault(publicClient, address, wanted);
  const wrong = checks.filter((check) => !isAsWanted(check));
  if (wrong.length > 0)
    throw new DeployError(`vault ${address} is not what was asked for: ${wrong.map(say).join("; ")}`);
  return { address, blockNumber, blockHash, transactionHash, pendingOwner, checks };
}

/** Looks at everything that can be known before gas is spent, and sends nothing. Throws DeployError. */
export async function planDeployment(options: DeployOptions): Promise<DeploymentPlan> {
  const { walletClient, publicClient, token, operators = [] } = options;
  const { account } = walletClient;
  if (token !== zeroAddress && (await publicClient.getCode({ address: token })) === undefined) {
    throw new DeployError(`token ${token} has no code on this chain`);
  }
  const data = deployData(options);
  const [creation, { data: code = "0x" }, price, balance, nonce] = await Promise.all([
    publicClient.estimateGas({ account, data }),
    publicClient.call({ account, data }),
    publicClient.getGasPrice(),
    publicClient.getBalance({ address: account.address }),
    publicClient.getTransactionCount({ address: account.address }),
  ]);
  if (codeHash(code) !== gpuVaultCodeHash)
    throw new DeployError("the chain makes other code of the vault's than it should");
  const settings = BigInt(operators.length + (pendingOwnerOf(options) === null ? 0 : 1));
  const gas = creation + settings * GAS_OF_A_SETTING;
  if (balance < gas * price) {
    throw new DeployError(
      `${account.address} has ${formatEther(balance)}, and about ${formatEther(gas * price)} is needed`,
    );
  }
  return { address: getContractAddress({ from: account.address, nonce: BigInt(nonce) }), gas, price, balance };
}

function pendingOwnerOf({ walletClient, owner }: DeployOptions): Address | null {
  return isAddressEqual(walletClient.account.address, owner) ? null : owner;
}

async function sendCall({ walletClient, publicClient }: DeployOptions, call: VaultCall): Promise<void> {
  const hash = await walletClient.sendTransaction(call);
  const { status } = await publicClient.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new DeployError(`${hash} reverted`);
}

function say({ what, found, wanted }: VaultCheck): string {
  return `${what} is ${found}, not ${wanted}`;
}
