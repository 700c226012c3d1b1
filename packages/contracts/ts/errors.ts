import { BaseError, decodeAbiParameters, type Hex, isHex, toFunctionSelector } from "viem";
import { gpuVaultAbi } from "./abi.ts";
import type { AbiErrorEntry, NamedArgs } from "./namedArgs.ts";

type RefusalOf<E> = E extends AbiErrorEntry
  ? { readonly name: E["name"]; readonly args: NamedArgs<E["inputs"]> }
  : never;

/** What the vault said when it refused: one of its custom errors, with its arguments by name. */
export type VaultRefusal = RefusalOf<AbiErrorEntry>;

/**
 * The vault's refusal inside an error that viem threw, from a read, a simulation, a gas estimate or a send. Null for
 * anything else: trouble with the RPC, a revert without a reason, a panic. It reads the revert's data, never a text.
 */
export function vaultRefusalOf(error: unknown): VaultRefusal | null {
  if (!(error instanceof BaseError)) return null;
  let data: Hex | null = null;
  error.walk((cause) => {
    data ??= revertDataOf(cause);
    return data !== null;
  });
  return data === null ? null : decodeVaultError(data);
}

/** Decodes a revert's data; null unless it is one of the vault's custom errors. */
export function decodeVaultError(data: Hex): VaultRefusal | null {
  const entry = ERRORS.get(data.slice(0, 10));
  if (entry === undefined) return null;
  const values = readParameters(entry, data);
  if (values === null) return null;
  const args = Object.fromEntries(entry.inputs.map(({ name }, index) => [name, values[index]]));
  return { name: entry.name, args } as VaultRefusal; // by the ABI, from which the type is made
}

const ERRORS: ReadonlyMap<string, AbiErrorEntry> = new Map(
  gpuVaultAbi.flatMap((entry) =>
    entry.type === "error"
      ? [[toFunctionSelector(`${entry.name}(${entry.inputs.map(({ type }) => type).join(",")})`), entry]]
      : [],
  ),
);

function readParameters(entry: AbiErrorEntry, data: Hex): readonly unknown[] | null {
  try {
    return entry.inputs.length === 0 ? [] : decodeAbiParameters(entry.inputs, `0x${data.slice(10)}`);
  } catch {
    return null; // somebody else's error that shares a selector
  }
}

/** Nodes put the data on the error, or one level deeper. */
function revertDataOf(cause: unknown): Hex | null {
  if (typeof cause !== "object" || cause === null || !("data" in cause)) return null;
  const { data } = cause;
  if (isHex(data)) return data;
  return revertDataOf(data);
}
