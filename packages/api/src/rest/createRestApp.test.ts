import { problem } from "@worldland/core/wire/problem";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { REQUEST } from "../testApi.ts";
import { newAccount, type SignedIn, type TestHttp, testHttp } from "../testHttp.ts";

let http: TestHttp;
let who: SignedIn;
beforeAll(async () => {
  http = await testHttp();
  await http.addNode();
  who = await http.signIn();
});
afterAll(() => http.close());

const INVALID = { status: 400, body: { code: "invalid_request" } };
const NO_SUCH = { status: 404, body: { code: "not_found" } };

function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return http.ask(path, { token: who.token, body, headers });
}

test("every refusal is a problem document with code, sentence, suggestion and the fields at fault", async () => {
  const reply = await post("/quotes", {
    ...REQUEST,
    gpu_count: 9,
    duration_hours: 0,
    rent: "free",
    env: { "A B": "x" },
  });
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
  const document = problem.parse(reply.body);
  expect(document).toMatchObject({
    status: 400,
    code: "invalid_request",
    type: "urn:worldland:problem:invalid_request",
  });
  expect(document.errors.map(({ path }) => path).sort()).toEqual(
    expect.arrayContaining(["duration_hours", "gpu_count", "rent"]),
  );
  expect(document.suggestion.length).toBeGreaterThan(5);
});

test("more members of a refusal stand in its problem document", async () => {
  const reply = await post("/jobs", REQUEST);
  expect(reply).toMatchObject({ status: 402, body: { code: "order_required", quote: { max_seconds: 3600 } } });
});

test("a body that is no JSON object is refused", async () => {
  for (const body of ["{", "[]", "null", "1", '"x"', "{}{}", "{'a':1}"]) {
    expect(await post("/quotes", body)).toMatchObject(INVALID);
  }
  // A string that is no UTF-8.
  const response = await fetch(`${http.origin}/api/v1/quotes`, {
    method: "POST",
    headers: { authorization: `Bearer ${who.token}` },
    body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  });
  expect(response.status).toBe(400);
});

test("a field is given once, in the place it belongs, and is known", async () => {
  expect(await post("/quotes?gpu_count=1", REQUEST)).toMatchObject(INVALID);
  expect(await post("/jobs/job_0000000000000/extend", { id: "x", duration_hours: 2 })).toMatchObject(INVALID);
  const get = (path: string) => http.ask(path, { token: who.token });
  for (const query of [
    "limit=1&limit=2",
    "limit=0",
    "limit=101",
    "limit=x",
    "limit=1.5",
    "status=odd",
    "foo=1",
    "cursor=x",
  ]) {
    expect(await get(`/jobs?${query}`)).toMatchObject(INVALID);
  }
  expect((await get("/jobs?limit=1&status=running")).status).toBe(200);
  expect(await http.ask("/jobs/job_0000000000000?x=1", { token: who.token, method: "DELETE" })).toMatchObject(INVALID);
  expect(await post("/quotes", { ...REQUEST, __proto__: null, constructor: 1 })).toMatchObject(INVALID);
  expect(await post("/quotes", JSON.stringify(REQUEST).replace("{", '{"__proto__":{"gpu_count":1},'))).toMatchObject(
    INVALID,
  );
});

test("numbers that are none are refused", async () => {
  const text = (value: string) => JSON.stringify(REQUEST).replace('"gpu_count":1', `"gpu_count":${value}`);
  for (const value of ["-1", "0", "1.5", "1e309", "9", "null", "true", "[1]", '"1e0"']) {
    expect(await post("/quotes", text(value))).toMatchObject(INVALID);
  }
});

test("what is malformed, unknown or unstorable as an id names nothing", async () => {
  for (const id of [
    "x",
    "job_x",
    "%00",
    "job_%00",
    "..%2f..",
    "a".repeat(300),
    "'; drop table rentals;--",
    "%F0%9F%98%80",
  ]) {
    expect(await http.ask(`/jobs/${id}`, { token: who.token })).toMatchObject(NO_SUCH);
    expect(await http.ask(`/providers/${id}`)).toMatchObject(NO_SUCH);
    expect(await http.ask(`/api-keys/${id}`, { token: who.token, method: "DELETE" })).toMatchObject(NO_SUCH);
  }
});

test("text that cannot be stored is refused, not broken on", async () => {
  expect(await http.ask("/providers/search?gpu=%00")).toMatchObject(INVALID);
  expect(await http.ask("/auth/sessions", { body: { nonce: "\0", signature: "0x00" } })).toMatchObject(INVALID);
});

test("an unknown path is a 404 in the same words, in every corner", async () => {
  for (const path of ["/nothing", "/jobs/x/y/z", "/api/other", "/api/v1", "/ready/x", "/apix"]) {
    expect(await http.ask(path)).toMatchObject(NO_SUCH);
  }
  expect(await http.ask("/nothing", { method: "DELETE", token: who.token })).toMatchObject(NO_SUCH);
  expect(await http.ask("/nothing", { method: "OPTIONS" })).toMatchObject(NO_SUCH);
});

test("a method that a path does not take is a 405 that names those it takes", async () => {
  for (const [method, path, allow] of [
    ["DELETE", "/providers", "GET, HEAD, OPTIONS"],
    ["POST", "/providers/search", "GET, HEAD, OPTIONS"],
    ["PATCH", "/jobs", "POST, GET, HEAD, OPTIONS"],
    ["PUT", "/jobs/job_0000000000000", "GET, HEAD, DELETE, OPTIONS"],
    ["GET", "/quotes", "POST, OPTIONS"],
    ["GET", "/jobs/job_0000000000000/extend", "POST, OPTIONS"],
    ["PROPFIND", "/account", "GET, HEAD, OPTIONS"],
    ["POST", "/openapi.json", "GET, HEAD, OPTIONS"],
    ["POST", "/ready", "GET, HEAD, OPTIONS"],
    ["DELETE", "/health", "GET, HEAD, OPTIONS"],
  ] as const) {
    const reply = await http.ask(path, { method, token: who.token });
    const said = [reply.status, reply.headers.get("allow"), reply.headers.get("content-type")];
    expect([method, path, ...said]).toEqual([method, path, 405, allow, "application/problem+json"]);
    expect(problem.parse(reply.body)).toMatchObject({ code: "method_not_allowed", status: 405 });
  }
});

test("HEAD answers as GET does, without the body", async () => {
  for (const path of ["/account", "/providers", "/openapi.json", "/health", "/ready", "/nothing", "/quotes"]) {
    const [get, head] = await Promise.all(
      ["GET", "HEAD"].map((method) => http.ask(path, { method, token: who.token })),
    );
    expect([path, head?.status, head?.body]).toEqual([path, get?.status, null]);
    expect(head?.headers.get("content-type")).toBe(get?.headers.get("content-type"));
    expect(head?.headers.get("allow")).toBe(get?.headers.get("allow"));
  }
});

test("a body over 256 KiB is refused, announced or not", async () => {
  const big = { ...REQUEST, on_start: "x".repeat(260 * 1024) };
  expect(await post("/quotes", big)).toMatchObject({ status: 413, body: { code: "too_large" } });
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode("x".repeat(64 * 1024)));
    },
  });
  const response = await fetch(`${http.origin}/api/v1/quotes`, {
    ...{ method: "POST", body: stream, duplex: "half" },
    headers: { authorization: `Bearer ${who.token}` },
  });
  expect(response.status).toBe(413);
});

test("a cookie is nobody over REST, and pages of others may call with a token", async () => {
  const cookie = await http.ask("/account", { headers: { cookie: `session=${who.token}` } });
  expect(cookie).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  const { headers } = await http.ask("/account", { token: who.token, headers: { origin: "https://other.example" } });
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("access-control-allow-credentials")).toBeNull();
  const origin = "https://other.example";
  const preflight = await http.ask("/jobs", { method: "OPTIONS", headers: { origin } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("allow")).toBe("POST, GET, HEAD, OPTIONS");
  expect(preflight.headers.get("access-control-allow-methods")).toBe("POST, GET");
  expect(preflight.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
  const asked = { origin, "access-control-request-method": "GET" };
  const elsewhere = await http.ask("/nothing", { method: "OPTIONS", headers: asked });
  expect(elsewhere).toMatchObject({ status: 204, body: null });
  expect(elsewhere.headers.get("access-control-allow-origin")).toBe("*");
});

test("answers are not kept, not sniffed, and carry their request's id", async () => {
  const { headers } = await http.ask("/account", { token: who.token });
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-request-id")).toMatch(/^req_/);
});

test("what breaks is a 500 that tells nothing but where our log has it", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await http.db.execute("alter table api_keys rename column name to called");
  const reply = await http.ask("/api-keys", { token: who.token });
  await http.db.execute("alter table api_keys rename column called to name");
  const lines = logged.mock.calls.map(([line]) => String(line));
  logged.mockRestore();
  expect(reply).toMatchObject({ status: 500, body: { code: "fault", request_id: reply.headers.get("x-request-id") } });
  expect(JSON.stringify(reply.body)).not.toMatch(/column|select|api_keys|\bat /);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(reply.headers.get("x-request-id"));
  expect(lines[0]).not.toContain(who.address);
});

test("twenty at once and fifty a second of one session pass, with what is left of the share", async () => {
  const replies = await Promise.all(Array.from({ length: 70 }, () => http.ask("/auth/sessions", { token: who.token })));
  for (const { status } of replies) expect(status).toBe(200);
  const { headers } = await http.ask("/auth/sessions", { token: who.token });
  const [limit, remaining] = ["ratelimit-limit", "ratelimit-remaining"].map((name) => Number(headers.get(name)));
  expect(remaining).toBeLessThan(limit ?? 0);
  expect(headers.get("ratelimit-reset")).toMatch(/^\d+$/);
});

test("whoever goes beyond his share waits; another is not held up by him", async () => {
  const strict = await testHttp({
    config: {
      rates: {
        request: { burst: 3, perSecond: 0.001 },
        challenge: { burst: 2, perSecond: 0.001 },
        quote: { burst: 0, perSecond: 0.001 },
      },
    },
  });
  const [greedy, other] = [await strict.signIn(), await strict.signIn()];
  const ask = ({ token }: SignedIn) => strict.ask("/auth/sessions", { token });
  const statuses = [];
  for (const _ of [1, 2, 3]) statuses.push((await ask(greedy)).status);
  expect(statuses).toEqual([200, 200, 200]);
  const refused = await ask(greedy);
  expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("ratelimit-remaining")).toBe("0");
  expect((await ask(other)).status).toBe(200);
  const { address } = newAccount();
  const challenge = (of: string) => strict.ask("/auth/challenge", { body: { address: of } });
  expect((await challenge(address)).status).toBe(200);
  expect((await challenge(address.toLowerCase())).status).toBe(200);
  expect((await challenge(address)).status).toBe(429);
  expect((await challenge(newAccount().address)).status).toBe(200);
  expect(await strict.ask("/quotes", { token: other.token, body: REQUEST })).toMatchObject({ status: 429 });
  await strict.close();
});
