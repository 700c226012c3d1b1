import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

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

type Call = { readonly id: unknown; readonly method: string; readonly params: readonly unknown[] };

const LATE_SEND_MS = 1_500;
const LATE_READ_MS = 250;
/** Blocks by which a lagging node is behind, at most. */
const LAG = 4;

/** A node that lies in every way that nodes do, in front of one that does not. Draws from a seed. */
export async function faultyRpc(target: string, faults: RpcFaults, seed: number): Promise<FaultyRpc> {
  const counts = {
    ...{ calls: 0, sends: 0, droppedSends: 0, lateSends: 0, doubledSends: 0, lateReads: 0 },
    ...{ droppedReads: 0, olderHeads: 0, missingReceipts: 0, spikes: 0 },
  };
  const draw = drawFrom(seed);
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
  const ask = async (call: Call): Promise<Record<string, unknown>> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(target, {
      method: "POST",
      headers,
      body: JSON.stringify({ jsonrpc: "2.0", ...call }),
    });
    return JSON.parse(await response.text());
  };
  const afterwards = (ms: number, work: () => void) => {
    const timer = setTimeout(() => {
      later.delete(timer);
      work();
    }, ms);
    later.add(timer);
  };

  /** Null: no answer. */
  async function send(call: Call): Promise<Record<string, unknown> | null> {
    counts.sends += 1;
    switch (oneOf("droppedSends", "lateSends", "doubledSends")) {
      case "droppedSends":
        if (draw() < 0.5) await ask(call);
        return null;
      case "lateSends":
        afterwards(LATE_SEND_MS, () => void ask(call).catch(() => undefined));
        return null;
      case "doubledSends":
        await ask(call);
        return ask(call);
      default:
        return ask(call);
    }
  }

  async function read(call: Call): Promise<Record<string, unknown> | null> {
    const fault = oneOf("droppedReads", "lateReads");
    if (fault === "droppedReads") return null;
    if (fault === "lateReads") await new Promise<void>((resolve) => afterwards(LATE_READ_MS, resolve));
    if (call.method === "eth_getTransactionReceipt" && oneOf("missingReceipts")) return { id: call.id, result: null };
    if (isPrice(call) && oneOf("spikes")) return tenfold(await ask(call));
    return isHead(call) && oneOf("olderHeads") ? olderHead(call) : ask(call);
  }

  async function olderHead(call: Call): Promise<Record<string, unknown>> {
    const { result } = await ask({ id: call.id, method: "eth_blockNumber", params: [] });
    const older = BigInt(String(result)) - BigInt(1 + Math.floor(draw() * LAG));
    const number = `0x${(older < 0n ? 0n : older).toString(16)}`;
    return call.method === "eth_blockNumber"
      ? { jsonrpc: "2.0", id: call.id, result: number }
      : ask({ ...call, params: [number, ...call.params.slice(1)] });
  }

  const server = createServer((request, response) => {
    const serve = async () => {
      const call = await callOf(request);
      counts.calls += 1;
      const answer = await (call.method === "eth_sendRawTransaction" ? send(call) : read(call));
      if (answer === null) response.destroy();
      else reply(response, { jsonrpc: "2.0", ...answer });
    };
    serve().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    counts,
    close() {
      for (const timer of later) clearTimeout(timer);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
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

async function callOf(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { id, method, params = [] } = JSON.parse(Buffer.concat(chunks).toString());
  return { id, method, params };
}

function reply(response: ServerResponse, answer: Record<string, unknown>): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(answer));
}

const isPrice = ({ method }: Call) => method === "eth_gasPrice" || method === "eth_maxPriorityFeePerGas";
const isHead = ({ method, params }: Call) =>
  method === "eth_blockNumber" || (method === "eth_getBlockByNumber" && params[0] === "latest");

function tenfold(answer: Record<string, unknown>): Record<string, unknown> {
  return { ...answer, result: `0x${(BigInt(String(answer.result)) * 10n).toString(16)}` };
}
