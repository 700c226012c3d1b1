import { type Address, getAddress, isAddress } from "viem";
import {
  extensionTypedData,
  rentalOrderTypedData,
  sessionGrantTypedData,
  type VaultDomain,
  type VaultPrimaryType,
  type VaultTypedData,
  vaultTypes,
} from "./typedData.ts";

/** A typed message as `eth_signTypedData_v4` takes it: its own domain type, integers as decimal strings. */
export type TypedDataJson = {
  readonly types: Record<string, readonly { readonly name: string; readonly type: string }[]>;
  readonly primaryType: VaultPrimaryType;
  readonly domain: {
    readonly name: string;
    readonly version: string;
    readonly chainId: number;
    readonly verifyingContract: Address;
  };
  readonly message: Record<string, string>;
};

/** Says which part of some JSON is not a message of the vault. */
export class TypedDataJsonError extends Error {
  override readonly name = "TypedDataJsonError";
}

const EIP712_DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
] as const;

/** The form for wallets and for the REST API; `JSON.stringify` takes it as it is. */
export function toTypedDataJson({ domain, primaryType, message }: VaultTypedData): TypedDataJson {
  const fields: Record<string, string | number | bigint> = message;
  return {
    types: { EIP712Domain: EIP712_DOMAIN, [primaryType]: vaultTypes[primaryType] },
    primaryType,
    domain,
    message: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  };
}

/**
 * Reads the JSON form back, trusting nothing of it: domain, types, and every field's presence and range must be the
 * vault's. Throws TypedDataJsonError.
 */
export function parseTypedDataJson(json: unknown): VaultTypedData {
  const { types, primaryType, domain, message } = object("typed data", json);
  const target = parseDomain(domain);
  if (primaryType !== "RentalOrder" && primaryType !== "Extension" && primaryType !== "SessionGrant") {
    throw new TypedDataJsonError("primaryType is none of the vault's");
  }
  checkTypes(primaryType, object("types", types));
  const field = fieldsOf(primaryType, object("message", message));
  switch (primaryType) {
    case "RentalOrder":
      return rentalOrderTypedData(target, {
        rentalId: field.integer("rentalId"),
        customer: field.address("customer"),
        provider: field.address("provider"),
        ratePerSecond: field.integer("ratePerSecond"),
        maxSeconds: Number(field.integer("maxSeconds")),
        deadline: Number(field.integer("deadline")),
      });
    case "Extension":
      return extensionTypedData(target, {
        rentalId: field.integer("rentalId"),
        maxSeconds: Number(field.integer("maxSeconds")),
        deadline: Number(field.integer("deadline")),
      });
    case "SessionGrant":
      return sessionGrantTypedData(target, {
        customer: field.address("customer"),
        key: field.address("key"),
        spendLimit: field.integer("spendLimit"),
        expiresAt: Number(field.integer("expiresAt")),
        nonce: field.integer("nonce"),
      });
  }
}

function parseDomain(json: unknown): VaultDomain {
  const { name, version, chainId, verifyingContract } = object("domain", json);
  if (name !== "GPUVault" || version !== "1") throw new TypedDataJsonError("domain is not a GPUVault's of version 1");
  const id = typeof chainId === "string" && /^\d+$/.test(chainId) ? Number(chainId) : chainId;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id <= 0) {
    throw new TypedDataJsonError("domain.chainId is no chain id");
  }
  return { chainId: id, vault: parseAddress("domain.verifyingContract", verifyingContract) };
}

/** Wallets show what the types say, so they must say what the vault hashes. */
function checkTypes(primaryType: VaultPrimaryType, types: Record<string, unknown>): void {
  const expected = JSON.stringify(vaultTypes[primaryType].map(({ name, type }) => [name, type]));
  const given = types[primaryType];
  const pairs = Array.isArray(given) ? given.map((one) => [object("type", one).name, object("type", one).type]) : [];
  if (JSON.stringify(pairs) !== expected) throw new TypedDataJsonError(`types.${primaryType} is not the vault's`);
}

function fieldsOf(primaryType: VaultPrimaryType, message: Record<string, unknown>) {
  const types = new Map<string, string>(vaultTypes[primaryType].map(({ name, type }) => [name, type]));
  const strange = Object.keys(message).find((name) => !types.has(name));
  if (strange !== undefined) throw new TypedDataJsonError(`message.${strange} is no field of ${primaryType}`);
  return {
    address: (name: string): Address => parseAddress(`message.${name}`, message[name]),
    integer: (name: string): bigint => {
      const value = message[name];
      const isInteger = typeof value === "number" ? Number.isSafeInteger(value) && value >= 0 : isDecimal(value);
      if (!isInteger) throw new TypedDataJsonError(`message.${name} is no decimal integer`);
      const integer = BigInt(String(value));
      const bits = BigInt(types.get(name)?.slice("uint".length) ?? 0);
      if (integer >> bits !== 0n) throw new TypedDataJsonError(`message.${name} is beyond ${bits} bits`);
      return integer;
    },
  };
}

function isDecimal(value: unknown): boolean {
  return typeof value === "string" && /^(0|[1-9]\d{0,77})$/.test(value);
}

function parseAddress(name: string, value: unknown): Address {
  if (typeof value !== "string" || !isAddress(value, { strict: false })) {
    throw new TypedDataJsonError(`${name} is no address`);
  }
  return getAddress(value.toLowerCase());
}

function object(name: string, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypedDataJsonError(`${name} is no object`);
  }
  return { ...value };
}
