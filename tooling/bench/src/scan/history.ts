import { gpuVaultAbi } from "@worldland/contracts/abi";
import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";
import { modelVault } from "@worldland/db/chain/modelVault";
import { wallet } from "@worldland/db/testMarket";
import { type AbiEvent, encodeAbiParameters, encodeEventTopics, type Hex, pad, toHex } from "viem";

/** A log as a node sends it. */
export type RawLog = {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly logIndex: Hex;
  readonly transactionIndex: Hex;
  readonly removed: false;
};

/** What a vault said in its first blocks, as a node has it, in the order of the chain. */
export type History = { readonly vault: Hex; readonly blocks: number; readonly logs: readonly RawLog[] };

export const VAULT = addressOf(wallet(0xbb));
const CUSTOMERS = 400;
const PROVIDERS = 20;
const RATE = 100_000n;
const TERM_S = 3600;
const PLENTY = 10n ** 30n;

/** A past of `blocks` blocks with `perBlock` events each: rentals opened, settled now and then, closed; deposits between. */
export function makeHistory(blocks: number, perBlock: number): History {
  const recipient = wallet(0xfe);
  const vault = modelVault(500n, recipient);
  const events: VaultEventArgs[] = [
    { name: "FeeSet", args: { feeBps: 500 } },
    { name: "FeeRecipientSet", args: { account: recipient } },
    ...Array.from({ length: CUSTOMERS }, (_, index) => vault.deposit(customer(index), PLENTY)).flat(),
  ];
  for (let rental = 1; events.length < blocks * perBlock; rental++) {
    const rentalId = BigInt(rental);
    const provider = wallet(0xa000 + (rental % PROVIDERS));
    events.push(
      ...vault.open(rentalId, { customer: customer(rental), provider, rate: RATE, maxSeconds: TERM_S }),
      ...vault.deposit(customer(rental + 7), 1_000n),
      ...vault.settle(rentalId, 900, false),
      ...vault.settle(rentalId, 900, false),
      ...vault.settle(rentalId, 600, true),
    );
  }
  const logs = events.slice(0, blocks * perBlock).map((event, index) => rawLog(event, index, perBlock));
  return { vault: VAULT, blocks, logs };
}

function customer(index: number): string {
  return wallet(0xc000 + (index % CUSTOMERS));
}

function rawLog(event: VaultEventArgs, index: number, perBlock: number): RawLog {
  const number = Math.floor(index / perBlock) + 1;
  const abi = EVENTS.get(event.name);
  if (abi === undefined) throw new Error(`the vault has no event ${event.name}`);
  const args: Record<string, unknown> = event.args;
  const rest = abi.inputs.filter(({ indexed }) => indexed !== true);
  const topics = encodeEventTopics({ abi: [abi], eventName: abi.name, args }).filter(
    (topic) => typeof topic === "string",
  );
  return {
    address: VAULT,
    topics,
    data: encodeAbiParameters(
      rest,
      rest.map(({ name }) => args[name ?? ""]),
    ),
    blockNumber: toHex(number),
    blockHash: hashOf(number),
    transactionHash: pad(toHex(index + 1), { size: 32 }),
    logIndex: toHex(index % perBlock),
    transactionIndex: toHex(index % perBlock),
    removed: false,
  };
}

const EVENTS = new Map<string, AbiEvent>(
  gpuVaultAbi.flatMap((entry): [string, AbiEvent][] => (entry.type === "event" ? [[entry.name, entry]] : [])),
);

/** Hash of a block of the history. */
export function hashOf(number: number): Hex {
  return pad(toHex(number), { size: 32 });
}

function addressOf(text: string): Hex {
  return `0x${text.slice(2)}`;
}
