import { type Address, getAddress, type Hex, isAddress, isHex, zeroAddress } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import type { VaultParameters } from "../deploy.ts";

/** A chain, and a key to send with. */
export type SenderSettings = { readonly rpcUrl: string; readonly chainId: number; readonly privateKey: Hex };

export type DeploySettings = SenderSettings & VaultParameters & { readonly operators: readonly Address[] };

type Env = Readonly<Record<string, string | undefined>>;

/** Says which variable is missing or makes no sense. */
export class DeploySettingsError extends Error {
  override readonly name = "DeploySettingsError";
}

/** Reads a deployment's settings from variables; see `ts/bin/deploy.ts --help`. Throws DeploySettingsError. */
export function parseDeploySettings(env: Env = process.env): DeploySettings {
  const sender = parseSenderSettings(env);
  return {
    ...sender,
    token: parseAddress("TOKEN", env.TOKEN || zeroAddress),
    owner: parseAddress("OWNER", env.OWNER || privateKeyToAddress(sender.privateKey)),
    feeRecipient: parseAddress("FEE_RECIPIENT", required(env, "FEE_RECIPIENT")),
    feeBps: parseFee(env.FEE_BPS || "500"),
    operators: (env.OPERATORS ?? "")
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "")
      .map((one) => parseAddress("OPERATORS", one)),
  };
}

/** Reads what every sender needs. Throws DeploySettingsError. */
export function parseSenderSettings(env: Env = process.env): SenderSettings {
  return {
    rpcUrl: parseUrl(required(env, "RPC_URL")),
    chainId: parseChainId(required(env, "CHAIN_ID")),
    privateKey: parseKey(required(env, "PRIVATE_KEY")),
  };
}

/** An address given on the command line. Throws DeploySettingsError. */
export function parseVault(value: string): Address {
  return parseAddress("the vault", value);
}

function required(env: Env, name: string): string {
  const value = env[name];
  if (!value) throw new DeploySettingsError(`${name} is not set`);
  return value;
}

function parseUrl(value: string): string {
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? "")) throw new DeploySettingsError("RPC_URL is no http(s) URL");
  return value;
}

function parseChainId(value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new DeploySettingsError("CHAIN_ID is no number of a chain");
  return Number(value);
}

/** The key itself is never repeated in a message. */
function parseKey(value: string): Hex {
  if (!isHex(value) || value.length !== 66) throw new DeploySettingsError("PRIVATE_KEY is not 0x and 64 hex digits");
  return value;
}

function parseAddress(name: string, value: string): Address {
  if (!isAddress(value)) throw new DeploySettingsError(`${name} is no address, or its checksum is wrong: ${value}`);
  return getAddress(value);
}

function parseFee(value: string): number {
  const fee = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
  if (!(fee <= 1000)) throw new DeploySettingsError("FEE_BPS is not between 0 and 1000 basis points");
  return fee;
}
