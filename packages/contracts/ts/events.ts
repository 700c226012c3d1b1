import { type Address, type Client, decodeEventLog, type Hex, isAddressEqual, type Log, toEventSelector } from "viem";
import { getLogs } from "viem/actions";
import { gpuVaultAbi } from "./abi.ts";
import type { AbiEventEntry, NamedArgs } from "./namedArgs.ts";

type OwnEntry = Exclude<
  AbiEventEntry,
  { name: "EIP712DomainChanged" | "OwnershipTransferStarted" | "OwnershipTransferred" }
>;
type EventOf<E> = E extends OwnEntry ? { readonly name: E["name"]; readonly args: NamedArgs<E["inputs"]> } : never;

/** One of the vault's own events, with its arguments by name and its place on the chain. */
export type VaultLog = EventOf<OwnEntry> & {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly logIndex: number;
  readonly transactionHash: Hex;
};

export type VaultLogName = VaultLog["name"];

/**
 * The vault's events among the logs of mined blocks, in their order. Logs of other contracts, and of its ownership, are
 * passed over; a log of the vault that does not decode throws, since it can only mean another version.
 */
export function decodeVaultLogs(vault: Address, logs: readonly Log<bigint, number, false>[]): VaultLog[] {
  return logs.flatMap((log) => {
    const entry = EVENTS.get(log.topics[0] ?? "0x");
    if (entry === undefined || log.removed || !isAddressEqual(log.address, vault)) return [];
    const { args } = decodeEventLog({ abi: [entry], topics: log.topics, data: log.data });
    const { blockNumber, blockHash, logIndex, transactionHash } = log;
    const place = { blockNumber, blockHash, logIndex, transactionHash };
    return [{ name: entry.name, args, ...place } as VaultLog]; // by the ABI, from which the type is made
  });
}

/** Which blocks to read: a range, or one block by its hash, which a reorg cannot swap. */
export type LogRange =
  | { readonly fromBlock: bigint; readonly toBlock: bigint }
  | { readonly blockHash: Hex; readonly fromBlock?: never; readonly toBlock?: never };

/** Reads the vault's events of some blocks. Throws viem's errors when the RPC does not answer. */
export async function readVaultLogs(client: Client, vault: Address, range: LogRange): Promise<VaultLog[]> {
  const where =
    "blockHash" in range ? { blockHash: range.blockHash } : { fromBlock: range.fromBlock, toBlock: range.toBlock };
  const logs: Log<bigint, number, false>[] = await getLogs(client, { address: vault, ...where });
  return decodeVaultLogs(vault, logs);
}

const EVENTS: ReadonlyMap<Hex, OwnEntry> = new Map(
  gpuVaultAbi.flatMap((entry) => (isOwnEvent(entry) ? [[toEventSelector(signatureOf(entry)), entry]] : [])),
);

function isOwnEvent(entry: (typeof gpuVaultAbi)[number]): entry is OwnEntry {
  if (entry.type !== "event") return false;
  return entry.name !== "EIP712DomainChanged" && !entry.name.startsWith("Ownership");
}

function signatureOf({ name, inputs }: OwnEntry): string {
  return `${name}(${inputs.map(({ type }) => type).join(",")})`;
}
