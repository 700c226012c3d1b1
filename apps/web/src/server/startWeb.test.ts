import { request } from "node:http";
import { text } from "node:stream/consumers";
import { newSealKeys } from "@worldland/core/sealed";
import { migrate } from "@worldland/db/migrate";
import { type TestDatabase, testDatabase } from "@worldland/testing/testDatabase";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWebEnv, type WebEnv } from "../env.ts";
import { readFirstMarket } from "../market/readFirstMarket.ts";
import { type RunningWeb, startWeb } from "./startWeb.ts";

let database: TestDatabase;
let variables: Record<string, string>;

beforeAll(async () => {
  database = await testDatabase({ migrate });
  const { publicKey } = await newSealKeys();
  variables = {
    NODE_ENV: "production",
    PORT: "0",
    PAGES: "off",
    PUBLIC_ORIGIN: "http://127.0.0.1:3000",
    DATABASE_URL: database.url,
    CHAIN_ID: "31337",
    VAULT_ADDRESS: `0x${"b".repeat(40)}`,
    DELEGATE_ADDRESS: `0x${"d".repeat(40)}`,
    WORKER_PUBLIC_KEY: publicKey,
    SESSION_SECRET: "a secret of the test, which is long enough",
    RPC_URL: "http://127.0.0.1:1",
    LOCAL_WALLETS: '[{"role":"customer"}]',
  };
});
afterAll(() => database.drop());

const env = (more: Record<string, string> = {}): WebEnv => readWebEnv({ ...variables, ...more });

async function withWeb(settings: WebEnv, check: (web: RunningWeb) => Promise<void>): Promise<void> {
  const web = await startWeb(settings, import.meta.dirname);
  try {
    await check(web);
  } finally {
    await web.stop();
  }
}

/** By node:http, because fetch sets no Sec-Fetch-Site and no Host of another. */
function ask(web: RunningWeb, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: web.port, path, headers }, (answer) => {
      const { statusCode: status = 0, headers: said } = answer;
      text(answer).then((body) => resolve({ status, headers: said, body }), reject);
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("the web process", () => {
  it("answers for the API in front of the pages", async () => {
    await withWeb(env(), async (web) => {
      expect((await ask(web, "/health")).status).toBe(200);
      expect((await ask(web, "/ready")).status).toBe(200);
      expect(JSON.parse((await ask(web, "/api/v1/providers")).body)).toMatchObject({ providers: [], count: 0 });
      expect((await ask(web, "/api/trpc/auth.whoami?input={}")).body).toContain('"address":null');
      expect((await ask(web, "/api/v1/nothing")).headers["content-type"]).toContain("application/problem+json");
    });
  });

  it("gives every answer the headers that keep it from being framed, sniffed or leaked", async () => {
    await withWeb(env({ PUBLIC_ORIGIN: "https://cloud.example" }), async (web) => {
      for (const path of ["/health", "/api/v1/jobs", "/nothing"]) {
        expect((await ask(web, path)).headers).toMatchObject({
          "x-content-type-options": "nosniff",
          "x-frame-options": "DENY",
          "strict-transport-security": expect.stringContaining("max-age="),
        });
      }
    });
  });

  it("keeps a connection longer than what sits in front of it or asks again and again does", async () => {
    await withWeb(env(), async (web) => {
      expect((await ask(web, "/health")).headers["keep-alive"]).toBe("timeout=75");
    });
  });

  it("knows no test wallets and no relay unless it is told that it is the local network", async () => {
    const own = { "sec-fetch-site": "same-origin", host: "127.0.0.1:3000" };
    await withWeb(env(), async (web) => {
      expect((await ask(web, "/local/wallets", own)).status).toBe(404);
      expect((await ask(web, "/local/rpc", own)).status).toBe(404);
    });
    await withWeb(env({ WORLDLAND_LOCAL: "1" }), async (web) => {
      expect(await ask(web, "/local/wallets", own)).toMatchObject({ status: 200, body: '[{"role":"customer"}]' });
    });
    expect(() => env({ WORLDLAND_LOCAL: "1", CHAIN_ID: "103" })).toThrow("WORLDLAND_LOCAL: is for chain 31337 only");
  });

  it("is where the marketplace reads its first offers; without an answer the page comes without them", async () => {
    let origin = "";
    await withWeb(env(), async (web) => {
      origin = `http://127.0.0.1:${web.port}`;
      expect(await readFirstMarket(origin, { max_price: 0.4, sort: "price" }, 30_000)).toEqual({
        filters: { max_price: 0.4, sort: "price" },
        market: { offers: [], total: 0, next_cursor: null, hidden_by: { max_price: 0 } },
        gpuTypes: { gpu_types: [], regions: [] },
      });
    });
    expect(await readFirstMarket(origin, { sort: "price" })).toBeNull();
  });

  it("stops though a stream is open", async () => {
    const web = await startWeb(env(), import.meta.dirname);
    const stream = await fetch(`http://127.0.0.1:${web.port}/api/trpc/live.changes`);
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    const ended = stream.text().catch(() => "broken off");
    await web.stop();
    expect(await ended).toBeTypeOf("string");
    await expect(ask(web, "/health")).rejects.toThrow();
  });

  it("says every fault of its environment at once, and no value", () => {
    expect(() =>
      readWebEnv({ ...variables, CHAIN_ID: "none", SESSION_SECRET: "short-secret", VAULT_ADDRESS: "0x1" }),
    ).toThrow(/CHAIN_ID.*\n.*VAULT_ADDRESS.*\n.*SESSION_SECRET/);
    expect(() => readWebEnv({ ...variables, SESSION_SECRET: "short-secret" })).not.toThrow("short-secret");
  });
});
