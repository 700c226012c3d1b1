import { challengeOutput, signInOutput } from "@worldland/core/wire/auth";
import type { TypedData } from "@worldland/core/wire/fields";
import type { LocalAccount } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newAccount, type Reply, signWire, type TestHttp, testHttp } from "../testHttp.ts";

let http: TestHttp;
beforeAll(async () => {
  http = await testHttp();
});
afterAll(() => http.close());

async function challenged(account: LocalAccount) {
  const { status, body } = await http.ask("/auth/challenge", { body: { address: account.address } });
  expect(status).toBe(200);
  return challengeOutput.parse(body);
}

function attempt(nonce: string, signature: string): Promise<Reply> {
  return http.ask("/auth/sessions", { body: { nonce, signature } });
}

/** What the signature of a changed message, or by somebody else, is worth. */
async function refusedSignature(change: (typed: TypedData) => TypedData, signer?: LocalAccount): Promise<Reply> {
  const account = newAccount();
  const { nonce, typed_data: typed } = await challenged(account);
  return attempt(nonce, await signWire(signer ?? account, change(typed)));
}

test("a wallet signs what it is asked to and is signed in for 30 days", async () => {
  const account = newAccount();
  const { nonce, typed_data: typed, expires_at } = await challenged(account);
  const { domain, message } = typed;
  expect(domain).toEqual({ name: "WorldLand Cloud", version: "1", chainId: 31_337 });
  expect(message).toMatchObject({ wallet: account.address, origin: http.config.publicOrigin, nonce });
  expect(Number(message.expiresAt) - Number(message.issuedAt)).toBe(300);
  const { status, body } = await attempt(nonce, await signWire(account, typed));
  expect(status).toBe(201);
  const session = signInOutput.parse(body);
  expect(session.address).toBe(account.address.toLowerCase());
  expect(Math.round((Date.parse(session.expires_at) - Date.parse(expires_at)) / 86_400_000)).toBe(30);
  expect((await http.ask("/account", { token: session.token })).status).toBe(200);
});

test("of a hundred parallel attempts with one challenge one is signed in, and nobody afterwards", async () => {
  const account = newAccount();
  const { nonce, typed_data: typed } = await challenged(account);
  const signature = await signWire(account, typed);
  const replies = await Promise.all(Array.from({ length: 100 }, () => attempt(nonce, signature)));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  const others = replies.filter(({ status }) => status !== 201);
  for (const other of [...others, await attempt(nonce, signature)]) {
    expect(other).toMatchObject({ status: 401, body: { code: "nonce_used" } });
  }
});

test("another's signature, another domain, chain, origin or wallet sign nobody in", async () => {
  const replies = await Promise.all([
    refusedSignature((typed) => typed, newAccount()),
    refusedSignature((typed) => ({ ...typed, domain: { ...typed.domain, name: "WorldLand Cl0ud" } })),
    refusedSignature((typed) => ({ ...typed, domain: { ...typed.domain, version: "2" } })),
    refusedSignature((typed) => ({ ...typed, domain: { ...typed.domain, chainId: 103 } })),
    refusedSignature((typed) => ({ ...typed, message: { ...typed.message, origin: "https://evil.example" } })),
    refusedSignature((typed) => ({ ...typed, message: { ...typed.message, wallet: newAccount().address } })),
    refusedSignature((typed) => ({ ...typed, message: { ...typed.message, expiresAt: "9999999999" } })),
    refusedSignature((typed) => ({ ...typed, message: { ...typed.message, nonce: "another" } })),
  ]);
  for (const reply of replies) expect(reply).toMatchObject({ status: 401, body: { code: "invalid_signature" } });
});

test("a challenge lives five minutes by the application's clock, and an unknown one never lived", async () => {
  const account = newAccount();
  const { nonce, typed_data: typed } = await challenged(account);
  const signature = await signWire(account, typed);
  await http.advance(301);
  expect(await attempt(nonce, signature)).toMatchObject({ status: 401, body: { code: "challenge_expired" } });
  expect(await attempt("never issued", signature)).toMatchObject({ status: 401, body: { code: "challenge_expired" } });
});

test("what is no sign-in at all is told so field by field", async () => {
  const ask = (path: string, body: unknown) => http.ask(path, { body });
  const malformed = [
    [await ask("/auth/challenge", {}), "address"],
    [await ask("/auth/challenge", { address: "0x12" }), "address"],
    [await ask("/auth/challenge", { address: newAccount().address, chainId: 1 }), "chainId"],
    [await ask("/auth/sessions", { nonce: "x", signature: "0xabc" }), "signature"],
    [await ask("/auth/sessions", { signature: "0xab" }), "nonce"],
  ] as const;
  for (const [reply, path] of malformed) {
    expect(reply).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
  }
});

test("no row holds a token", async () => {
  const { token } = await http.signIn();
  const { rows } = await http.db.execute<{ row: string }>("select row_to_json(s)::text as row from sessions s");
  expect(rows.length).toBeGreaterThan(0);
  for (const { row } of rows) expect(row).not.toContain(token.slice(4, 20));
});
