#!/usr/bin/env node
import { parseArgs } from "node:util";
import { formatEther } from "viem";
import { acceptOwnershipCall } from "../calls.ts";
import {
  DeployError,
  type DeploymentPlan,
  type DeployOptions,
  deployVault,
  planDeployment,
  type VaultDeployment,
} from "../deploy.ts";
import { readSettings } from "../vault.ts";
import { chainName, connect } from "./connect.ts";
import { DeploySettingsError, parseDeploySettings, parseSenderSettings, parseVault } from "./env.ts";

const HELP = `Deploys a GPUVault, names its operators, offers it to its owner, and looks whether all is as it was asked for.

  RPC_URL        the chain's JSON-RPC endpoint
  CHAIN_ID       the chain meant: 103 WorldLand, 10395 its testnet, or any other EVM chain's
  PRIVATE_KEY    pays for the deployment, and owns the vault until its owner accepts it
  FEE_RECIPIENT  who is credited with the fees
  FEE_BPS        the platform's share in basis points, 1000 at most (default 500)
  TOKEN          the token to count in (default: the chain's own coin, on WorldLand WL)
  OWNER          the vault's owner (default: the deployer); another must accept it afterwards
  OPERATORS      addresses of the platform's workers, separated by commas

  --dry-run         checks everything and says what it costs, sends nothing
  --accept <vault>  accepts a vault that is offered to PRIVATE_KEY's account`;

const { values } = parseArgs({
  options: { "dry-run": { type: "boolean" }, accept: { type: "string" }, help: { type: "boolean" } },
});

await run().catch((error: unknown) => {
  if (!(error instanceof DeploySettingsError || error instanceof DeployError)) throw error;
  console.error(`${error.message}\nRun with --help for what can be set.`);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  if (values.help) console.log(HELP);
  else if (values.accept !== undefined) await accept(values.accept);
  else await deploy(values["dry-run"] ?? false);
}

async function deploy(isDryRun: boolean): Promise<void> {
  const { rpcUrl, chainId, privateKey, ...parameters } = parseDeploySettings();
  const options = { ...parameters, ...(await connect({ rpcUrl, chainId, privateKey })) };
  printPlan(options, await planDeployment(options));
  if (isDryRun) print("dry run", "nothing was sent");
  else printDeployment(await deployVault(options));
}

async function accept(value: string): Promise<void> {
  const vault = parseVault(value);
  const { walletClient, publicClient } = await connect(parseSenderSettings());
  const account = walletClient.account.address;
  const { owner, pendingOwner } = await readSettings(publicClient, vault);
  if (owner === account) return print("owner", `${account} already`);
  if (pendingOwner !== account)
    throw new DeployError(`vault ${vault} is offered to ${pendingOwner}, not to ${account}`);
  const hash = await walletClient.sendTransaction(acceptOwnershipCall(vault));
  await publicClient.waitForTransactionReceipt({ hash });
  print("owner", (await readSettings(publicClient, vault)).owner);
}

function printPlan(
  { walletClient, token, owner, feeRecipient, feeBps, operators = [] }: DeployOptions,
  plan: DeploymentPlan,
) {
  print("chain", `${walletClient.chain.id} (${chainName(walletClient.chain.id)})`);
  print("deployer", `${walletClient.account.address} with ${formatEther(plan.balance)}`);
  print("owner", owner);
  print("token", token);
  print("fee", `${feeBps} basis points to ${feeRecipient}`);
  print("operators", operators.join(", ") || "none yet");
  print("vault to be", plan.address);
  print("gas", `${plan.gas}, about ${formatEther(plan.gas * plan.price)}`);
}

function printDeployment({
  address,
  blockNumber,
  blockHash,
  transactionHash,
  pendingOwner,
  checks,
}: VaultDeployment): void {
  print("vault", address);
  print("block", `${blockNumber} ${blockHash}`);
  print("transaction", transactionHash);
  for (const { what, found } of checks) print("checked", `${what}: ${found}`);
  print("set", `VAULT_ADDRESS=${address} VAULT_START_BLOCK=${blockNumber}`);
  if (pendingOwner === null) return;
  print("still to do", `${pendingOwner} accepts the vault, by its key:`);
  print("", `PRIVATE_KEY=… pnpm --filter @worldland/contracts deploy:vault --accept ${address}`);
  print("", `or from any wallet: to ${address}, data ${acceptOwnershipCall(address).data}, value 0`);
}

function print(what: string, text: string): void {
  console.log(`${what.padEnd(11)} ${text}`);
}
