import { readiness } from "@worldland/core/wire/problem";
import { heartbeat } from "@worldland/db/commands/heartbeat";
import { until } from "@worldland/testing/until";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { REQUEST } from "./testApi.ts";
import { type Ask, type SignedIn, type TestHttp, testHttp } from "./testHttp.ts";
import { type Line, testLine } from "./testLine.ts";

let http: TestHttp;
let line: Line;
let who: SignedIn;
beforeAll(async () => {
  http = await testHttp({
    async lineTo(url) {
      line = await testLine(url);
      return line.url;
    },
  });
  await http.addNode();
  who = await http.signIn();
});
afterEach(() => line.become("up"));
afterAll(async () => {
  await line.become("up");
  await http.close();
  await line.close();
});

const AWAY = { status: 503, body: { code: "unavailable", part: "postgres" } };

/** The answer, and how long it took in ms. */
async function timed(path: string, options?: Ask) {
  const before = performance.now();
  const reply = await http.ask(path, options);
  return { reply, ms: performance.now() - before };
}

async function partsNow() {
  const { status, body } = await http.ask("/ready");
  return { status, parts: readiness.parse(body).parts };
}

test.each(["refused", "silent"] as const)(
  "with Postgres %s everything is 503 within a second, and well soon after",
  async (state) => {
    expect((await http.ask("/account", { token: who.token })).status).toBe(200);
    await line.become(state);
    // An answer of a moment ago is still believed.
    await until("the API to notice", async () => (await http.ask("/account", { token: who.token })).status === 503);
    const asked = await Promise.all([
      timed("/account", { token: who.token }),
      timed("/providers/search"),
      timed("/jobs", { token: who.token, body: REQUEST, headers: { "idempotency-key": "k" } }),
      timed("/auth/challenge", { body: { address: who.address } }),
      timed("/api/trpc/auth.whoami?input=%7B%7D", { token: who.token }),
    ]);
    for (const { reply, ms } of asked.slice(0, 4)) {
      expect(reply).toMatchObject(AWAY);
      expect(reply.headers.get("retry-after")).toBe("1");
      expect(ms).toBeLessThan(1000);
    }
    expect(asked[4]?.reply).toMatchObject({
      status: 503,
      body: { error: { data: { refusal: { code: "unavailable" } } } },
    });
    expect((await http.ask("/health")).status).toBe(200);
    expect(await partsNow()).toMatchObject({ status: 503, parts: { postgres: "away", worker: "away" } });
    await line.become("up");
    const back = performance.now();
    await until("the API to be back", async () => (await http.ask("/account", { token: who.token })).status === 200);
    expect(performance.now() - back).toBeLessThan(5000);
  },
);

test("readiness names the parts that are silent, in real time, and is 200 as long as Postgres is there", async () => {
  expect(await partsNow()).toMatchObject({ status: 200, parts: { postgres: "ok", worker: "away", chain: "away" } });
  for (const part of ["worker", "chain", "cluster", "queue", "signer"] as const) await heartbeat(http.db, part);
  await http.db.execute("update heartbeats set at = at - interval '1 minute' where name = 'chain'");
  await http.advance(3600);
  expect(await partsNow()).toEqual({
    status: 200,
    parts: { postgres: "ok", worker: "ok", signer: "ok", queue: "ok", chain: "away", cluster: "ok" },
  });
});
