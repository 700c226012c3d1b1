import { challengeOutput, signInOutput } from "@worldland/core/wire/auth";
import type { LocalAccount } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { newAccount, type Reply, signWire, type TestHttp, testHttp } from "./testHttp.ts";

const ORIGIN = "http://127.0.0.1:3000";
const OWN_PAGE = { origin: ORIGIN, "sec-fetch-site": "same-origin" };

let http: TestHttp;
beforeAll(async () => {
  http = await testHttp({ config: { publicOrigin: ORIGIN } });
});
afterAll(() => http.close());

type Headers = Readonly<Record<string, string>>;

function mutate(name: string, input: unknown, headers: Headers = {}, server = http): Promise<Reply> {
  return server.ask(`/api/trpc/${name}`, { body: input, headers });
}

async function query(name: string, headers: Headers = {}): Promise<Reply> {
  return http.ask(`/api/trpc/${name}?input=${encodeURIComponent("{}")}`, { headers });
}

function dataOf({ body }: Reply): unknown {
  return z.object({ result: z.object({ data: z.unknown() }) }).parse(body).result.data;
}

/** Signs in as a page does, and answers what the browser is told to keep. */
async function signInOnPage(headers: Headers, server = http, account: LocalAccount = newAccount()) {
  const challenge = challengeOutput.parse(
    dataOf(await mutate("auth.challenge", { address: account.address }, headers, server)),
  );
  const signature = await signWire(account, challenge.typed_data);
  const reply = await mutate("auth.signIn", { nonce: challenge.nonce, signature }, headers, server);
  const { address, token } = signInOutput.parse(dataOf(reply));
  return { address, token, cookies: reply.headers.getSetCookie() };
}

test("one of our pages gets a cookie that only the server reads and no other site sends", async () => {
  const { address, token, cookies } = await signInOnPage(OWN_PAGE);
  expect(cookies).toEqual([`session=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000`]);
  const whoami = await query("auth.whoami", { cookie: `theme=dark; session=${token}` });
  expect(dataOf(whoami)).toEqual({ address, operator: false });
});

test("on https the cookie is bound to the host", async () => {
  const secure = await testHttp({ config: { publicOrigin: "https://cloud.example" } });
  const headers = { origin: "https://cloud.example" };
  const { token, cookies } = await signInOnPage(headers, secure);
  expect(cookies).toEqual([`__Host-session=${token}; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=2592000`]);
  await secure.close();
});

test("a program that signs in gets no cookie", async () => {
  expect((await signInOnPage({})).cookies).toEqual([]);
  expect((await signInOnPage({ origin: "https://other.example", "sec-fetch-site": "cross-site" })).cookies).toEqual([]);
});

test("with the cookie only our own pages write", async () => {
  const { token } = await signInOnPage(OWN_PAGE);
  const cookie = `session=${token}`;
  const make = (headers: Headers) => mutate("apiKeys.create", { name: "x", scopes: ["jobs:read"] }, headers);
  const foreign: Headers[] = [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:3001", "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  ];
  for (const headers of foreign) {
    const reply = await make({ ...headers, cookie });
    expect(reply).toMatchObject({ status: 403, body: { error: { data: { refusal: { code: "cross_origin" } } } } });
  }
  expect(dataOf(await query("apiKeys.list", { cookie }))).toEqual({ api_keys: [] });
  expect((await make({ ...OWN_PAGE, cookie })).status).toBe(200);
  expect((await make({ authorization: `Bearer ${token}`, origin: "https://other.example", cookie })).status).toBe(200);
});

test("a form of another site writes nothing", async () => {
  const { token } = await signInOnPage(OWN_PAGE);
  for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
    const body = JSON.stringify({ name: "x", scopes: ["jobs:read"] });
    const reply = await http.ask("/api/trpc/apiKeys.create", {
      body,
      headers: { ...OWN_PAGE, cookie: `session=${token}`, "content-type": type },
    });
    expect(reply.status).toBe(415);
  }
});

test("signing out takes the cookie away and ends the session", async () => {
  const { token } = await signInOnPage(OWN_PAGE);
  const headers = { ...OWN_PAGE, cookie: `session=${token}` };
  const reply = await mutate("auth.revokeSession", { id: "current" }, headers);
  expect(reply.headers.getSetCookie()).toEqual(["session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"]);
  expect(dataOf(await query("auth.whoami", headers))).toEqual({ address: null, operator: false });
});

test("an operator is one by session alone", async () => {
  const account = newAccount();
  const operators = await testHttp({ config: { admins: [account.address.toLowerCase()] } });
  const { token } = await operators.signIn(account);
  const key = await operators.ask("/api-keys", { token, body: { name: "x", scopes: ["jobs:read"] } });
  const whoami = async (bearer: string) =>
    dataOf(await operators.ask("/api/trpc/auth.whoami?input=%7B%7D", { token: bearer }));
  expect(await whoami(token)).toMatchObject({ operator: true });
  expect(await whoami(z.object({ key: z.string() }).parse(key.body).key)).toMatchObject({ operator: false });
  await operators.close();
});

test("nothing is changed by GET, and nobody asks for everything at once", async () => {
  const input = encodeURIComponent(JSON.stringify({ address: newAccount().address }));
  expect((await http.ask(`/api/trpc/auth.challenge?input=${input}`)).status).toBe(405);
  const many = Array.from({ length: 101 }, () => "auth.whoami").join(",");
  expect((await http.ask(`/api/trpc/${many}?batch=1&input=%7B%7D`)).status).toBe(400);
  expect((await http.ask("/api/trpc/no.such.thing")).status).toBe(404);
});

test("what does not parse tells its fields over tRPC as well", async () => {
  const { body } = await mutate("auth.challenge", { address: "0x1", more: 1 });
  const fields = [{ path: "address" }, { path: "more" }];
  expect(body).toMatchObject({ error: { data: { refusal: { code: "invalid_request", fields } } } });
});
