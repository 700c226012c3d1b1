#!/usr/bin/env node
import { parseArgs } from "node:util";
import { createPublicClient, createWalletClient, defineChain, formatEther, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { checkParameters, DeployError, type DeployOptions, deployData, deployVault } from "../deploy.ts";
import { type DeploySettings, DeploySettingsError, parseDeploySettings } from "./env.ts";

const HELP = `Deploys a GPUVault, names its operators, and reads back that it is what was asked for.

  RPC_URL        the chain's JSON-RPC endpoint
  PRIVATE_KEY    pays for the deployment
  FEE_RECIPIENT  who is credited with the fees
  FEE_BPS        the platform's share in basis points, 1000 at most (default 500)
  TOKEN          the token to count in (default: the chain's own coin)
  OWNER          the vault's owner (default: the deployer)
  OPERATORS      addresses of the platform's workers, separated by commas; only if the deployer is the owner

  --dry-run      checks everything and estimates the gas, sends nothing`;

const { values } = parseArgs({ options: { "dry-run": { type: "boolean" }, help: { type: "boolean" } } });

if (values.help) {
  console.log(HELP);
} else {
  await deploy(values["dry-run"] ?? false).catch((error: unknown) => {
    if (!(error instanceof DeploySettingsError || error instanceof DeployError)) throw error;
    console.error(`${error.message}\nRun with --help for what can be set.`);
    process.exitCode = 1;
  });
}

async function deploy(isDryRun: boolean): Promise<void> {
  const settings = parseDeploySettings();
  const options = await connect(settings);
  await checkParameters(options);
  await printPlan(options);
  if (isDryRun) {
    console.log("dry run     nothing was sent");
    return;
  }
  const deployment = await deployVault(options);
  console.log(`vault       ${deployment.address}`);
  console.log(`block       ${deployment.blockNumber} ${deployment.blockHash}`);
  console.log(`transaction ${deployment.transactionHash}`);
}

async function connect(settings: DeploySettings): Promise<DeployOptions> {
  const { rpcUrl, privateKey, ...parameters } = settings;
  const transport = http(rpcUrl);
  const id = await createPublicClient({ transport }).getChainId();
  const chain = defineChain({
    id,
    name: `chain ${id}`,
    nativeCurrency: { name: "WorldLand", symbol: "WL", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const account = privateKeyToAccount(privateKey);
  const walletClient = createWalletClient({ account, chain, transport });
  return { ...parameters, walletClient, publicClient: createPublicClient({ chain, transport }) };
}

async function printPlan(options: DeployOptions): Promise<void> {
  const { walletClient, publicClient, token, owner, feeRecipient, feeBps, operators = [] } = options;
  const { account, chain } = walletClient;
  const [gas, price, balance] = await Promise.all([
    publicClient.estimateGas({ account, data: deployData(options) }),
    publicClient.getGasPrice(),
    publicClient.getBalance({ address: account.address }),
  ]);
  console.log(`chain       ${chain.id}`);
  console.log(`deployer    ${account.address} with ${formatEther(balance)}`);
  console.log(`owner       ${owner}`);
  console.log(`token       ${token}`);
  console.log(`fee         ${feeBps} basis points to ${feeRecipient}`);
  console.log(`operators   ${operators.join(", ") || "none yet"}`);
  console.log(`gas         ${gas}, about ${formatEther(gas * price)}`);
}
