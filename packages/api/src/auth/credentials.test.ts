import { apiKeysOutput, createApiKeyOutput, sessionsOutput } from "@worldland/core/wire/auth";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newAccount, type SignedIn, type TestHttp, testHttp } from "../testHttp.ts";

let http: TestHttp;
beforeAll(async () => {
  http = await testHttp();
});
afterAll(() => http.close());

const NO_SUCH = { status: 404, body: { code: "not_found" } };
const NOBODY = { status: 401, body: { code: "unauthenticated" } };

async function sessionsOf({ token }: SignedIn) {
  const { body } = await http.ask("/auth/sessions", { token });
  return sessionsOutput.parse(body).sessions;
}

async function keyOf({ token }: SignedIn, request: object) {
  const { status, body } = await http.ask("/api-keys", { token, body: { name: "test", ...request } });
  expect(status).toBe(201);
  return createApiKeyOutput.parse(body);
}

test("a wallet sees its sessions and no other's, and which one asks", async () => {
  const [first, stranger] = await Promise.all([http.signIn(), http.signIn()]);
  const second = await http.signIn(first.account);
  const seen = await sessionsOf(second);
  expect(seen.map(({ current }) => current)).toEqual([true, false]);
  expect(seen[0]?.user_agent).toBe("node");
  const [{ id = "" } = {}] = await sessionsOf(stranger);
  expect(await http.ask(`/auth/sessions/${id}`, { method: "DELETE", token: first.token })).toMatchObject(NO_SUCH);
  expect(await sessionsOf(stranger)).toHaveLength(1);
});

test("a revoked session is over at once, by its id or as the current one", async () => {
  const first = await http.signIn();
  const second = await http.signIn(first.account);
  const other = (await sessionsOf(second)).find(({ current }) => !current);
  const revoked = await http.ask(`/auth/sessions/${other?.id}`, { method: "DELETE", token: second.token });
  expect(revoked).toMatchObject({ status: 204, body: null });
  expect(await http.ask("/account", { token: first.token })).toMatchObject(NOBODY);
  expect(await http.ask("/auth/sessions/current", { method: "DELETE", token: second.token })).toMatchObject({
    status: 204,
  });
  expect(await http.ask("/account", { token: second.token })).toMatchObject(NOBODY);
  expect(await http.ask("/auth/sessions/current", { method: "DELETE", token: second.token })).toMatchObject(NOBODY);
});

test("a token that nobody has is nobody's, whatever it looks like", async () => {
  const { token } = await http.signIn();
  for (const wrong of [`${token}x`, token.slice(0, -1), "wls_", "wl_", token.replace("wls_", "wl_"), "x"]) {
    expect(await http.ask("/account", { token: wrong })).toMatchObject(NOBODY);
  }
  const reply = await http.ask("/account", { headers: { authorization: `Basic ${token}` } });
  expect(reply).toMatchObject(NOBODY);
  expect(reply.headers.get("www-authenticate")).toBe("Bearer");
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
});

test("the last use of a session is written down, once a minute at most", async () => {
  const signedIn = await http.signIn();
  const before = (await sessionsOf(signedIn))[0]?.last_used_at;
  await sessionsOf(signedIn);
  expect((await sessionsOf(signedIn))[0]?.last_used_at).toBe(before);
  await http.advance(61);
  const after = (await sessionsOf(signedIn))[0]?.last_used_at ?? "";
  expect(Date.parse(after) - Date.parse(before ?? "")).toBeGreaterThanOrEqual(61_000);
});

test("an API key does what its scopes say, for its wallet, and is shown once", async () => {
  const owner = await http.signIn();
  const { key, ...shown } = await keyOf(owner, { name: "✓ reads 'jobs'", scopes: ["jobs:read", "jobs:read"] });
  expect(key).toMatch(/^wl_[0-9a-z]{52}$/);
  expect(shown).toMatchObject({ name: "✓ reads 'jobs'", scopes: ["jobs:read"], expires_at: null, last_used_at: null });
  expect(await http.ask("/jobs", { token: key })).toMatchObject({ status: 200, body: { jobs: [], count: 0 } });
  const refused = await http.ask("/account", { token: key });
  expect(refused).toMatchObject({ status: 403, body: { code: "missing_scope" } });
  const listed = apiKeysOutput.parse((await http.ask("/api-keys", { token: owner.token })).body).api_keys;
  expect(listed).toMatchObject([{ id: shown.id, last_used_at: expect.any(String) }]);
  expect(JSON.stringify(listed)).not.toContain(key);
  const { rows } = await http.db.execute<{ row: string }>(`select row_to_json(k)::text as row from api_keys k`);
  expect(rows.map(({ row }) => row).join()).not.toContain(key.slice(3));
});

test("an API key makes no keys, ends no sessions and signs no grants", async () => {
  const owner = await http.signIn();
  const { id, key: token } = await keyOf(owner, { scopes: ["jobs:read", "jobs:write", "account:read"] });
  const FORBIDDEN = { status: 403, body: { code: "missing_scope" } };
  const body = { name: "more", scopes: ["jobs:read"] };
  expect(await http.ask("/api-keys", { token, body })).toMatchObject(FORBIDDEN);
  expect(await http.ask(`/api-keys/${id}`, { token, method: "DELETE" })).toMatchObject(FORBIDDEN);
  expect(await http.ask("/auth/sessions", { token })).toMatchObject(FORBIDDEN);
  const grant = { spend_limit_wei: "1", expires_at: "2100-01-01T00:00:00Z" };
  expect(await http.ask("/session-grants/draft", { token, body: grant })).toMatchObject(FORBIDDEN);
});

test("a key that expired, was deleted or is another's is worth nothing", async () => {
  const [owner, stranger] = await Promise.all([http.signIn(), http.signIn()]);
  const expiry = async (seconds: number) => {
    const { rows } = await http.db.execute<{ at: string }>(
      `select to_char((app.now() + make_interval(secs => ${seconds})) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`,
    );
    return rows[0]?.at;
  };
  const short = await keyOf(owner, { scopes: ["jobs:read"], expires_at: await expiry(60) });
  const long = await keyOf(owner, { scopes: ["jobs:read"] });
  expect((await http.ask("/jobs", { token: short.key })).status).toBe(200);
  await http.advance(61);
  expect(await http.ask("/jobs", { token: short.key })).toMatchObject(NOBODY);
  const remove = (token: string) => http.ask(`/api-keys/${long.id}`, { token, method: "DELETE" });
  expect(await remove(stranger.token)).toMatchObject(NO_SUCH);
  expect((await http.ask("/jobs", { token: long.key })).status).toBe(200);
  expect(await remove(owner.token)).toMatchObject({ status: 204, body: null });
  expect(await http.ask("/jobs", { token: long.key })).toMatchObject(NOBODY);
  expect(await remove(owner.token)).toMatchObject(NO_SUCH);
});

test("nonsense makes no key", async () => {
  const { token } = await http.signIn();
  const good = { name: "x", scopes: ["jobs:read"] };
  const bad = [
    { ...good, scopes: [] },
    { ...good, scopes: ["admin"] },
    { ...good, name: "" },
    { ...good, name: "x".repeat(101) },
    { ...good, expires_at: "2001-01-01T00:00:00Z" },
    { ...good, expires_at: "tomorrow" },
    { ...good, wallet: newAccount().address },
  ];
  for (const body of bad) {
    expect(await http.ask("/api-keys", { token, body })).toMatchObject({
      status: 400,
      body: { code: "invalid_request" },
    });
  }
});

test("a session ends after 30 days by the application's clock", async () => {
  const { token } = await http.signIn();
  await http.advance(30 * 86_400 - 60);
  expect((await http.ask("/account", { token })).status).toBe(200);
  await http.advance(61);
  expect(await http.ask("/account", { token })).toMatchObject(NOBODY);
});
