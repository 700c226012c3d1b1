import { serve } from "@hono/node-server";
import { challengeOutput, signInOutput } from "@worldland/core/wire/auth";
import type { TypedData } from "@worldland/core/wire/fields";
import type { TestMarket } from "@worldland/db/testMarket";
import type { LocalAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import type { ApiConfig } from "./config.ts";
import { requireDocumented } from "./rest/testDocumented.ts";
import { type RunningApi, startApi } from "./startApi.ts";
import { type TestApi, testApi } from "./testApi.ts";

const REST = "/api/v1";

/** `body`: the JSON that came; null: none. */
export type Reply = { readonly status: number; readonly headers: Headers; readonly body: unknown };

export type Ask = {
  readonly method?: string;
  readonly token?: string;
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type TestHttp = TestMarket & {
  readonly config: ApiConfig;
  readonly workerKeys: TestApi["workerKeys"];
  readonly api: RunningApi;
  readonly origin: string;
  /** Asks over HTTP, and throws where REST refuses with an undocumented code; a path without `/api`, `/health` or `/ready` is below `/api/v1`. */
  ask(path: string, options?: Ask): Promise<Reply>;
  /** A wallet that has signed in. */
  signIn(account?: LocalAccount): Promise<SignedIn>;
};

export type SignedIn = { readonly token: string; readonly address: string; readonly account: LocalAccount };

export type TestHttpOptions = Parameters<typeof testApi>[0] & {
  /** Puts something between the API and its database; answers the URL to reach it by. */
  readonly lineTo?: (databaseUrl: string) => Promise<string>;
};

/** The whole API behind a real HTTP server, on a market of its own (see testMarket). */
export async function testHttp({ lineTo, ...options }: TestHttpOptions = {}): Promise<TestHttp> {
  const market = await testApi(options);
  const databaseUrl = lineTo === undefined ? market.url : await lineTo(market.url);
  const api = startApi({ databaseUrl, config: market.config });
  const server = serve({ fetch: (request) => api.fetch(request, { ip: "127.0.0.1" }), hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const ask = (path: string, asked: Ask = {}) => askAt(origin, path, asked);
  return {
    ...market,
    api,
    origin,
    ask,
    signIn: (account = newAccount()) => signInWith(ask, account),
    async close() {
      await api.close();
      await new Promise((resolve) => {
        server.close(resolve);
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
      await market.close();
    },
  };
}

/** A wallet nobody has used. */
export function newAccount(): LocalAccount {
  return privateKeyToAccount(generatePrivateKey());
}

/** Signs typed data as it came over the wire, as `eth_signTypedData_v4` does. */
export function signWire(account: LocalAccount, { domain, types, primaryType, message }: TypedData): Promise<string> {
  return account.signTypedData({ domain, types, primaryType, message });
}

async function askAt(origin: string, path: string, { method, token, body, headers }: Ask): Promise<Reply> {
  const url = /^\/(?:api\/|health|ready)/.test(path) ? path : `${REST}${path}`;
  const response = await fetch(`${origin}${url}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const { status } = response;
  const text = await response.text();
  const reply = { status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
  const asked = method ?? (body === undefined ? "GET" : "POST");
  if (url.startsWith(REST)) requireDocumented(asked, url.slice(REST.length), status, reply.body);
  return reply;
}

async function signInWith(ask: TestHttp["ask"], account: LocalAccount): Promise<SignedIn> {
  const asked = await ask("/auth/challenge", { body: { address: account.address } });
  const { nonce, typed_data: typed } = challengeOutput.parse(asked.body);
  const session = await ask("/auth/sessions", { body: { nonce, signature: await signWire(account, typed) } });
  return { token: signInOutput.parse(session.body).token, address: account.address.toLowerCase(), account };
}
