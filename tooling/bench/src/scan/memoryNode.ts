import { createPublicClient, custom, defineChain, type Hex } from "viem";
import { type History, hashOf, type RawLog } from "./history.ts";

const GENESIS_S = 1_700_000_000;
const BLOCK_S = 10;

/** A node that has the history in memory: what remains of a scan is our own work. */
export function memoryNode(history: History) {
  const byBlock = Map.groupBy(history.logs, ({ blockNumber }) => Number(blockNumber));
  const answer = (method: string, [first]: readonly unknown[]): unknown => {
    if (method === "eth_blockNumber") return `0x${history.blocks.toString(16)}`;
    if (method === "eth_getLogs") return logsIn(byBlock, first);
    if (method === "eth_getBlockByNumber") return blockAt(Number(first));
    throw new Error(`nobody asks this node for ${method}`);
  };
  const chain = defineChain({
    id: 31_337,
    name: "in memory",
    nativeCurrency: { name: "WorldLand", symbol: "WL", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const request = async ({ method, params }: { method: string; params?: readonly unknown[] }) =>
    answer(method, params ?? []);
  return createPublicClient({ chain, transport: custom({ request }), cacheTime: 0 });
}

function logsIn(byBlock: ReadonlyMap<number, RawLog[]>, filter: unknown): RawLog[] {
  if (typeof filter !== "object" || filter === null || !("fromBlock" in filter && "toBlock" in filter)) return [];
  const [from, to] = [Number(filter.fromBlock), Number(filter.toBlock)];
  return Array.from({ length: to - from + 1 }, (_, index) => byBlock.get(from + index) ?? []).flat();
}

function blockAt(number: number): Record<string, Hex | Hex[]> {
  return {
    number: `0x${number.toString(16)}`,
    hash: hashOf(number),
    parentHash: hashOf(number - 1),
    timestamp: `0x${(GENESIS_S + number * BLOCK_S).toString(16)}`,
    transactions: [],
  };
}
