import { createApiKeyOutput } from "@worldland/core/wire/auth";
import { jobsOutput, jobView, quoteView } from "@worldland/core/wire/rental";
import { claimRequest } from "@worldland/db/commands/claimRequest";
import { rounds } from "@worldland/testing/rounds";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST } from "../testApi.ts";
import { type SignedIn, signWire, type TestHttp, testHttp } from "../testHttp.ts";

const REPETITIONS = rounds(100, 1000);

let http: TestHttp;
let offerId: string;
beforeAll(async () => {
  http = await testHttp();
  ({ offerId } = await http.addNode({ gpuCount: 64 }));
});
afterAll(() => http.close());

/** A signed-in wallet with money, and a signed request for the least there is. */
async function renter(): Promise<{ who: SignedIn; body: object }> {
  const who = await http.signIn();
  await http.deposit(who.address, 10n ** 18n);
  const asked = { ...REQUEST, offer_id: offerId };
  const quote = quoteView.parse((await http.ask("/quotes", { token: who.token, body: asked })).body);
  const signature = await signWire(who.account, quote.typed_data);
  return { who, body: { ...asked, order: quote.order, signature } };
}

function once(path: string, { token }: SignedIn, key: string, body?: object, method = "POST") {
  return http.ask(path, {
    token,
    method,
    headers: { "idempotency-key": key },
    ...(body === undefined ? {} : { body }),
  });
}

async function jobsOf({ token }: SignedIn) {
  return jobsOutput.parse((await http.ask("/jobs", { token })).body).jobs;
}

test("many requests with one key at once rent once and are all answered alike", async () => {
  const { who, body } = await renter();
  const replies = await Promise.all(Array.from({ length: REPETITIONS }, () => once("/jobs", who, "click-1", body)));
  console.log(`one Idempotency-Key: ${replies.length} requests at once`);
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
  const again = await once("/jobs", who, "click-1", body);
  expect(again).toMatchObject({ status: 201, body: replies[0]?.body });
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await jobsOf(who)).toHaveLength(1);
});

test("one key with another body is a mismatch; with another wallet or path it is another key", async () => {
  const { who, body } = await renter();
  expect((await once("/jobs", who, "k", body)).status).toBe(201);
  const other = await once("/jobs", who, "k", { ...body, job_name: "other" });
  expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
  const stranger = await renter();
  expect((await once("/jobs", stranger.who, "k", stranger.body)).status).toBe(201);
  expect((await once("/quotes", who, "k", REQUEST)).status).toBe(200);
});

test("a request that was refused does not use up its key", async () => {
  const who = await http.signIn();
  const nothing = await once("/api-keys", who, "k", { name: "x", scopes: ["nonsense"] });
  expect(nothing.status).toBe(400);
  expect((await once("/api-keys", who, "k", { name: "x", scopes: ["jobs:read"] })).status).toBe(201);
});

test("what is shown once is not kept for a repetition, in no row and no answer", async () => {
  const who = await http.signIn();
  const body = { name: "x", scopes: ["jobs:read"] };
  const first = createApiKeyOutput.parse((await once("/api-keys", who, "k", body)).body);
  const { key, ...rest } = first;
  expect(await once("/api-keys", who, "k", body)).toMatchObject({ status: 201, body: rest });
  const { rows } = await http.db.execute<{ row: string }>(`select row_to_json(k)::text as row from idempotency_keys k`);
  expect(rows.map(({ row }) => row).join()).not.toContain(key.slice(3));
});

test("an answer without a body is repeated too, and a DELETE once done stays done", async () => {
  const who = await http.signIn();
  const made = await http.ask("/api-keys", { token: who.token, body: { name: "x", scopes: ["jobs:read"] } });
  const { id } = createApiKeyOutput.parse(made.body);
  for (const _ of [1, 2]) {
    expect(await once(`/api-keys/${id}`, who, "k", undefined, "DELETE")).toMatchObject({ status: 204, body: null });
  }
});

test("a key is forgotten after 24 hours by the application's clock", async () => {
  const who = await http.signIn();
  expect((await once("/api-keys", who, "k", { name: "one", scopes: ["jobs:read"] })).status).toBe(201);
  await http.advance(24 * 3600 - 60);
  expect((await once("/api-keys", who, "k", { name: "two", scopes: ["jobs:read"] })).status).toBe(422);
  await http.advance(61);
  expect((await once("/api-keys", who, "k", { name: "two", scopes: ["jobs:read"] })).status).toBe(201);
});

test("a repetition waits for a first that another process answers", async () => {
  const who = await http.signIn();
  const body = { name: "x", scopes: ["jobs:read"] };
  await once("/api-keys", who, "template", body);
  await http.db.execute(`
    insert into idempotency_keys (wallet, method, path, key, request_id, body_mac, held_until)
    select wallet, method, path, 'slow', 'req_slow', body_mac, clock_timestamp() + interval '1 minute'
      from idempotency_keys where wallet = '${who.address}'`);
  const repeated = once("/api-keys", who, "slow", body);
  await http.db.execute(`update idempotency_keys set status = 201, body = '{"by":"another"}' where key = 'slow'`);
  expect(await repeated).toMatchObject({ status: 201, body: { by: "another" } });
});

test("a first that died before it answered is taken over, and what it rented is found", async () => {
  const { who, body } = await renter();
  const job = jobView.parse((await once("/jobs", who, "k", body)).body);
  // As a process leaves it that dies between the commit and the answer.
  await http.db.execute(`
    update idempotency_keys set status = null, body = null, held_until = clock_timestamp() + interval '500 milliseconds'
     where wallet = '${who.address}'`);
  const repeated = await once("/jobs", who, "k", body);
  expect(repeated).toMatchObject({ status: 201, body: { job_id: job.job_id, ssh_port: job.ssh_port } });
  expect(await jobsOf(who)).toHaveLength(1);
});

test("of two who hold one key, because the first was slow, only one rents", async () => {
  const { who } = await renter();
  const key = { wallet: who.address, method: "POST", path: "/x", key: "k", bodyMac: "m", holdSeconds: 0 };
  const first = await claimRequest(http.db, key);
  const second = await claimRequest(http.db, key);
  if (first.status !== "held" || second.status !== "held") throw new Error("the first should have been taken over");
  expect(second.requestId).toBe(first.requestId);
  const rent = (requestId: string) => http.rent(who.address, { offerId }, { requestId });
  const rental = await rent(second.requestId);
  await expect(rent(first.requestId)).rejects.toMatchObject({ code: "idempotency_in_progress" });
  expect((await jobsOf(who)).map((job) => job.rental_id)).toEqual([`${rental.id}`]);
  expect(await claimRequest(http.db, key)).toMatchObject({ status: "held", rentalId: rental.id });
});

test("a key nobody can have is refused, and one under /auth means nothing", async () => {
  const who = await http.signIn();
  for (const key of ["with space", "x".repeat(256)]) {
    expect(await once("/api-keys", who, key, { name: "x", scopes: ["jobs:read"] })).toMatchObject({ status: 400 });
  }
  const challenge = { address: who.address };
  const [one, two] = [
    await once("/auth/challenge", who, "k", challenge),
    await once("/auth/challenge", who, "k", challenge),
  ];
  expect(one.body).not.toEqual(two.body);
});
