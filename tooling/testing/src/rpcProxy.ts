import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";

export type RpcCall = { readonly method: string; readonly params: readonly unknown[] };

/** What a node answers: a result, an error of its own, no JSON at all but a status, e.g. 429, or nothing: the line is cut. */
export type RpcAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } }
  | { readonly status: number }
  | { readonly isCut: true };

/** Asks the node behind; another call than the one that came, where it is given. */
export type PassOn = (call?: RpcCall) => Promise<RpcAnswer>;

export type RpcProxy = {
  readonly url: string;
  /** How often each method was called. */
  readonly calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
};

/**
 * Stands between a program and the JSON-RPC node at `target`, on 127.0.0.1: each call is answered by `answer`, which may
 * `pass` it on, change what comes back, or answer as a worse node would. For faults that a real node makes only when it
 * wants to. Calls come one by one, not in batches.
 */
export async function startRpcProxy(
  target: string,
  answer: (call: RpcCall, pass: PassOn) => Promise<RpcAnswer>,
): Promise<RpcProxy> {
  const calls = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const { id, method, params = [] }: Sent = JSON.parse(await textOf(request));
    calls.set(method, (calls.get(method) ?? 0) + 1);
    const call = { method, params };
    const answered = await answer(call, (other = call) => passOn(target, other)).catch(() => ({ status: 502 }));
    if ("isCut" in answered) {
      response.destroy();
      return;
    }
    if ("status" in answered) {
      response.writeHead(answered.status).end();
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...answered, jsonrpc: "2.0", id }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Sent = { readonly id: unknown; readonly method: string; readonly params?: readonly unknown[] };

async function passOn(target: string, call: RpcCall): Promise<RpcAnswer> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, ...call });
  const response = await fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body });
  // Of a real node, which keeps to the protocol.
  return (await response.json()) as RpcAnswer;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
