import { type Address, getAddress, type Hex, isAddress, isHex, zeroAddress } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import type { VaultParameters } from "../deploy.ts";

export type DeploySettings = VaultParameters & {
  readonly rpcUrl: string;
  readonly privateKey: Hex;
  readonly operators: readonly Address[];
};

/** Says which variable is missing or makes no sense. */
export class DeploySettingsError extends Error {
  override readonly name = "DeploySettingsError";
}

/** Reads a deployment's settings from variables; see `ts/bin/deploy.ts --help`. Throws DeploySettingsError. */
export function parseDeploySettings(env: Readonly<Record<string, string | undefined>> = process.env): DeploySettings {
  const privateKey = parseKey(required(env, "PRIVATE_KEY"));
  const deployer = privateKeyToAddress(privateKey);
  return {
    rpcUrl: parseUrl(required(env, "RPC_URL")),
    privateKey,
    token: parseAddress("TOKEN", env.TOKEN || zeroAddress),
    owner: parseAddress("OWNER", env.OWNER || deployer),
    feeRecipient: parseAddress("FEE_RECIPIENT", required(env, "FEE_RECIPIENT")),
    feeBps: parseFee(env.FEE_BPS || "500"),
    operators: (env.OPERATORS ?? "")
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "")
      .map((one) => parseAddress("OPERATORS", one)),
  };
}

function required(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (!value) throw new DeploySettingsError(`${name} is not set`);
  return value;
}

function parseUrl(value: string): string {
  if (!/^https?:$/.test(URL.parse(value)?.protocol ?? "")) throw new DeploySettingsError("RPC_URL is no http(s) URL");
  return value;
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
