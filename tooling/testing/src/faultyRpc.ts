import { type PassOn, type RpcAnswer, type RpcCall, startRpcProxy } from "./rpcProxy.ts";

/** How often what happens, as shares of all calls of its kind. */
export type RpcFaults = {
  /** Sends that are lost, half of them before the node had them and half of its answers. */
  readonly droppedSends: number;
  /** Sends that are refused, and reach the node after all a while later. */
  readonly lateSends: number;
  /** Sends that the node gets twice; its second answer is told. */
  readonly doubledSends: number;
  /** Reads that are answered late. */
  readonly lateReads: number;
  /** Reads that are not answered at all. */
  readonly droppedReads: number;
  /** Looks at the head that are answered by a node that lags some blocks behind. */
  readonly olderHeads: number;
  /** Receipts that a node does not have yet. */
  readonly missingReceipts: number;
  /** Prices of gas that are ten times what they should be. */
  readonly spikes: number;
};

export const BAD_WEATHER: RpcFaults = {
  droppedSends: 0.3,
  lateSends: 0.1,
  doubledSends: 0.1,
  lateReads: 0.05,
  droppedReads: 0.02,
  olderHeads: 0.1,
  missingReceipts: 0.1,
  spikes: 0.1,
};

export type FaultyRpc = {
  readonly url: string;
  /** How many calls came, and how many of each fault they met. */
  readonly counts: Readonly<Record<keyof RpcFaults | "calls" | "sends", number>>;
  close(): Promise<void>;
};

const SEND_FAULTS = ["droppedSends", "lateSends", "doubledSends"] as const;
const CUT = { isCut: true } as const;
const LATE_SEND_MS = 1_500;
const LATE_READ_MS = 250;
/** Blocks by which a lagging node is behind, at most. */
const LAG = 4;

/**
 * A node that lies in every way that nodes do, in front of one that does not. The first sends meet each fault of sends
 * once, so that a short run has met them all; everything after that is drawn from a seed.
 */
export async function faultyRpc(target: string, faults: RpcFaults, seed: number): Promise<FaultyRpc> {
  const counts = {
    ...{ calls: 0, sends: 0, droppedSends: 0, lateSends: 0, doubledSends: 0, lateReads: 0 },
    ...{ droppedReads: 0, olderHeads: 0, missingReceipts: 0, spikes: 0 },
  };
  const draw = drawFrom(seed);
  const firstSends = SEND_FAULTS.filter((kind) => faults[kind] > 0);
  const later = new Set<NodeJS.Timeout>();
  /** One of the faults, with their shares, or none. */
  const oneOf = (...kinds: readonly (keyof RpcFaults)[]): keyof RpcFaults | null => {
    let drawn = draw();
    for (const kind of kinds) {
      drawn -= faults[kind];
      if (drawn >= 0) continue;
      counts[kind] += 1;
      return kind;
    }
    return null;
  };
  const sendFault = () => {
    const first = firstSends.shift();
    if (first === undefined) return oneOf(...SEND_FAULTS);
    counts[first] += 1;
    return first;
  };
  const afterwards = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      later.delete(timer);
      work();
    }, ms);
    later.add(timer);
  };

  async function send(pass: PassOn): Promise<RpcAnswer> {
    counts.sends += 1;
    switch (sendFault()) {
      case "droppedSends":
        if (draw() < 0.5) await pass();
        return CUT;
      case "lateSends":
        afterwards(LATE_SEND_MS, () => void pass().catch(() => undefined));
        return CUT;
      case "doubledSends":
        await pass();
        return pass();
      default:
        return pass();
    }
  }

  async function read(call: RpcCall, pass: PassOn): Promise<RpcAnswer> {
    const fault = oneOf("droppedReads", "lateReads");
    if (fault === "droppedReads") return CUT;
    if (fault === "lateReads") await new Promise<void>((resolve) => afterwards(LATE_READ_MS, resolve));
    if (call.method === "eth_getTransactionReceipt" && oneOf("missingReceipts")) return { result: null };
    if (isPrice(call) && oneOf("spikes")) return tenfold(await pass());
    return isHead(call) && oneOf("olderHeads") ? olderHead(call, pass) : pass();
  }

  async function olderHead(call: RpcCall, pass: PassOn): Promise<RpcAnswer> {
    const older =
      numberIn(await pass({ method: "eth_blockNumber", params: [] })) - BigInt(1 + Math.floor(draw() * LAG));
    const number = hex(older < 0n ? 0n : older);
    return call.method === "eth_blockNumber"
      ? { result: number }
      : pass({ ...call, params: [number, ...call.params.slice(1)] });
  }

  const proxy = await startRpcProxy(target, (call, pass) => {
    counts.calls += 1;
    return call.method === "eth_sendRawTransaction" ? send(pass) : read(call, pass);
  });
  return {
    url: proxy.url,
    counts,
    close() {
      for (const timer of later) clearTimeout(timer);
      return proxy.close();
    },
  };
}

/** Numbers in 0 … 1 that follow from a seed: the same each time, in the order they are drawn. */
export function drawFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const isPrice = ({ method }: RpcCall) => method === "eth_gasPrice" || method === "eth_maxPriorityFeePerGas";
const isHead = ({ method, params }: RpcCall) =>
  method === "eth_blockNumber" || (method === "eth_getBlockByNumber" && params[0] === "latest");

function tenfold(answer: RpcAnswer): RpcAnswer {
  return { result: hex(numberIn(answer) * 10n) };
}

/** The quantity that a node answered. Throws where it answered none. */
function numberIn(answer: RpcAnswer): bigint {
  if (!("result" in answer)) throw new Error("the node behind did not answer a number");
  return BigInt(String(answer.result));
}

function hex(number: bigint): string {
  return `0x${number.toString(16)}`;
}
