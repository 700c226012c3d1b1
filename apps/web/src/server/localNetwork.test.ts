import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveLocalNetwork } from "./localNetwork.ts";

const relayed: string[] = [];
const chain = createServer(async (asked, answer) => {
  relayed.push(await text(asked));
  answer.writeHead(200, { "content-type": "application/json" }).end('{"result":"0x1"}');
});
const pages = createServer((asked, answer) => {
  const local = { rpcUrl: `http://127.0.0.1:${portOf(chain)}`, wallets: '[{"role":"customer"}]', origin: origin() };
  return serveLocalNetwork(local, asked, answer);
});

beforeAll(async () => {
  for (const server of [chain, pages]) await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
});
afterAll(async () => {
  for (const server of [chain, pages]) await new Promise((down) => server.close(down));
});

const origin = () => `http://127.0.0.1:${portOf(pages)}`;

function portOf(server: typeof chain): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** By node:http, because fetch does not let anybody set these headers. */
function ask(path: string, headers: Record<string, string>, body?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${origin()}${path}`, { method: body === undefined ? "GET" : "POST", headers }, (answer) => {
      text(answer).then((read) => resolve({ status: answer.statusCode ?? 0, body: read }), reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const OWN = { "sec-fetch-site": "same-origin" };
const call = (method: string) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });

describe("the local network's relays", () => {
  it("give the test wallets to pages of this origin alone", async () => {
    expect(await ask("/local/wallets", OWN)).toEqual({ status: 200, body: '[{"role":"customer"}]' });
    expect((await ask("/local/wallets", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await ask("/local/wallets", {})).status).toBe(403);
    expect((await ask("/local/wallets", { ...OWN, host: "evil.example" })).status).toBe(403);
  });

  it("relay what a wallet needs to send a transaction", async () => {
    expect(await ask("/local/rpc", OWN, call("eth_sendRawTransaction"))).toEqual({
      status: 200,
      body: '{"result":"0x1"}',
    });
    expect(relayed.at(-1)).toBe(call("eth_sendRawTransaction"));
  });

  it("relay nothing that steers the chain, alone or hidden among others, and no nonsense", async () => {
    const before = relayed.length;
    const hidden = `[${call("eth_chainId")},${call("anvil_setBalance")}]`;
    for (const body of [call("anvil_setBalance"), call("evm_increaseTime"), hidden, "nonsense", "null", "[1]"]) {
      expect((await ask("/local/rpc", OWN, body)).status).toBe(403);
    }
    expect(relayed).toHaveLength(before);
  });
});
