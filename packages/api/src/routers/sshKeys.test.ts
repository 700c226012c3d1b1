import { LIMITS } from "@worldland/core/limits";
import { open } from "@worldland/core/sealed";
import { createApiKeyOutput } from "@worldland/core/wire/auth";
import { jobView, quoteView } from "@worldland/core/wire/rental";
import { sshKeysOutput, sshKeyView } from "@worldland/core/wire/sshKeys";
import { rentalToReconcile } from "@worldland/db/queries/worker/rentalToReconcile";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST, signed } from "../testApi.ts";
import { type SignedIn, type TestHttp, testHttp } from "../testHttp.ts";

let http: TestHttp;
beforeAll(async () => {
  http = await testHttp();
});
afterAll(() => http.close());

const KEY = testSshKeys().public.trim();
const [TYPE, BASE64] = KEY.split(" ");
const BARE = `${TYPE} ${BASE64}`;

function save({ token }: SignedIn, body: object) {
  return http.ask("/ssh-keys", { token, body });
}

async function listed({ token }: SignedIn) {
  return sshKeysOutput.parse((await http.ask("/ssh-keys", { token })).body).ssh_keys;
}

test("a key is saved under its comment, listed with its fingerprint, and gone once it is deleted", async () => {
  const owner = await http.signIn();
  const reply = await save(owner, { public_key: ` ${BARE} me@laptop at home ` });
  expect(reply.status).toBe(201);
  const saved = sshKeyView.parse(reply.body);
  expect(saved).toMatchObject({ name: "me@laptop at home", public_key: BARE, last_used_at: null });
  expect(saved.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  expect(await listed(owner)).toEqual([saved]);
  const remove = () => http.ask(`/ssh-keys/${saved.id}`, { token: owner.token, method: "DELETE" });
  expect(await remove()).toMatchObject({ status: 204, body: null });
  expect(await listed(owner)).toEqual([]);
  expect(await remove()).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("a name of one's own comes before the comment; without either it says what kind of key it is", async () => {
  const [first, second, third] = await Promise.all([http.signIn(), http.signIn(), http.signIn()]);
  expect((await save(first, { public_key: `${BARE} old`, name: "desk" })).body).toMatchObject({ name: "desk" });
  expect((await save(second, { public_key: BARE })).body).toMatchObject({ name: "ED25519 key" });
  const long = `${BARE} ${"é".repeat(300)}`;
  expect((await save(third, { public_key: long })).body).toMatchObject({ name: "é".repeat(100) });
});

test("the same key is saved once, whatever is written behind it, also by parallel requests", async () => {
  const owner = await http.signIn();
  const replies = await Promise.all(["a", "b", "c"].map((name) => save(owner, { public_key: `${BARE} ${name}` })));
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  const [saved] = await listed(owner);
  expect(await save(owner, { public_key: BARE, name: "again" })).toMatchObject({
    status: 409,
    body: { code: "already_exists", id: saved?.id, errors: [{ path: "public_key" }] },
  });
  expect((await save(await http.signIn(), { public_key: BARE })).status).toBe(201);
});

test("a wallet has at most twenty", async () => {
  const owner = await http.signIn();
  const replies = [];
  for (let i = 0; i < LIMITS.savedSshKeys; i++) {
    replies.push((await save(owner, { public_key: testSshKeys().public })).status);
  }
  expect(new Set(replies)).toEqual(new Set([201]));
  expect(await save(owner, { public_key: KEY })).toMatchObject({ status: 409, body: { code: "conflict" } });
});

test("what is no public key is refused in words, and a private key is never kept", async () => {
  const owner = await http.signIn();
  for (const [public_key, message] of [
    ["hello", /begins with its type/],
    [testSshKeys().private, /private key/],
    [`${TYPE} AAAA`, /damaged/],
    [`${BARE}\n${BARE}`, /one line/],
  ] as const) {
    const { status, body } = await save(owner, { public_key });
    expect({ status, body }).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect(body).toMatchObject({ errors: [{ path: "public_key", message: expect.stringMatching(message) }] });
    expect(
      await http.ask("/quotes", { token: owner.token, body: { ...REQUEST, ssh_public_keys: [public_key] } }),
    ).toMatchObject({ status: 400, body: { errors: [{ message: expect.stringMatching(message) }] } });
  }
  expect(await save(owner, { public_key: KEY, name: "a\nb" })).toMatchObject({ status: 400 });
  expect(await save(owner, { public_key: KEY, wallet: "0x1" })).toMatchObject({ status: 400 });
  expect(await listed(owner)).toEqual([]);
});

test("an API key sees the saved keys with account:read, and slips none in", async () => {
  const owner = await http.signIn();
  await save(owner, { public_key: KEY });
  const keyFor = async (scopes: readonly string[]) => {
    const { body } = await http.ask("/api-keys", { token: owner.token, body: { name: "x", scopes } });
    return createApiKeyOutput.parse(body).key;
  };
  const [reader, renter] = [await keyFor(["account:read"]), await keyFor(["jobs:read", "jobs:write"])];
  expect(await http.ask("/ssh-keys", { token: reader })).toMatchObject({ status: 200, body: { ssh_keys: [{}] } });
  const forbidden = { status: 403, body: { code: "missing_scope" } };
  expect(await http.ask("/ssh-keys", { token: renter })).toMatchObject(forbidden);
  const [saved] = await listed(owner);
  for (const token of [reader, renter]) {
    expect(await http.ask("/ssh-keys", { token, body: { public_key: testSshKeys().public } })).toMatchObject(forbidden);
    expect(await http.ask(`/ssh-keys/${saved?.id}`, { token, method: "DELETE" })).toMatchObject(forbidden);
  }
});

test("renting with a saved key is its last use, and the rental keeps it when it is deleted", async () => {
  const owner = await http.signIn();
  await http.addNode();
  await http.deposit(owner.address, 10n ** 18n);
  const other = testSshKeys().public.trim();
  await save(owner, { public_key: KEY });
  await save(owner, { public_key: other });
  const request = { ...REQUEST, ssh_public_keys: [`${BARE} with a comment`] };
  const quoted = await http.ask("/quotes", { token: owner.token, body: request });
  const { order, typed_data } = quoteView.parse(quoted.body);
  const signature = await signed(owner.account, typed_data);
  const rented = await http.ask("/jobs", { token: owner.token, body: { ...request, order, signature } });
  expect(rented.status).toBe(201);
  const used = Object.fromEntries((await listed(owner)).map((key) => [key.public_key, key.last_used_at]));
  expect(used[BARE]).toEqual(expect.any(String));
  expect(Object.values(used).filter((at) => at === null)).toHaveLength(1);
  for (const { id } of await listed(owner)) {
    await http.ask(`/ssh-keys/${id}`, { token: owner.token, method: "DELETE" });
  }
  const { rental_id } = jobView.parse(rented.body);
  const sealed = (await rentalToReconcile(http.db, BigInt(rental_id)))?.sealed ?? "";
  expect(JSON.parse(await open(http.workerKeys.privateKey, sealed, rental_id))).toMatchObject({
    authorizedKeys: [`${BARE} with a comment`],
  });
});
