import { newSealKeys, type SealKeys } from "@worldland/core/sealed";
import type { Scope } from "@worldland/core/wire/auth";
import { CLUSTER, type TestMarket, testMarket, wallet } from "@worldland/db/testMarket";
import type { ApiConfig } from "./config.ts";
import type { ApiDeps, Caller } from "./context.ts";
import { createCaller } from "./router.ts";

export type TestApi = TestMarket & {
  readonly deps: ApiDeps;
  readonly config: ApiConfig;
  /** What the worker opens passwords with. */
  readonly workerKeys: SealKeys;
  /** Calls procedures as nobody. */
  readonly anybody: ReturnType<typeof createCaller>;
  /** Calls procedures as a wallet by session, or by an API key with those scopes. */
  as(address: string, scopes?: readonly Scope[]): ReturnType<typeof createCaller>;
};

/** Private key of the test's delegate, whose address the configuration names. */
export const DELEGATE_KEY = `0x${"de".repeat(32)}` as const;
const DELEGATE = "0x8c58118a6437097bd776063b41880995a38759b7";

/** A market (see testMarket) with the API's procedures on top, called without HTTP. */
export async function testApi(options: { connections?: number; config?: Partial<ApiConfig> } = {}): Promise<TestApi> {
  const market = await testMarket(options);
  const workerKeys = await newSealKeys();
  const config = { ...testConfig(workerKeys.publicKey), ...options.config };
  const deps: ApiDeps = { db: market.db, config, changes: SILENCE };
  const call = (caller: Caller | null) => createCaller({ ...deps, caller, ip: "127.0.0.1", userAgent: null });
  return {
    ...market,
    deps,
    config,
    workerKeys,
    anybody: call(null),
    as: (given, scopes) => {
      const address = given.toLowerCase();
      return call(
        scopes === undefined
          ? { via: "session", address, sessionId: "ses_test" }
          : { via: "api_key", address, keyId: "key_test", scopes },
      );
    },
  };
}

/** A configuration of the local network. */
export function testConfig(workerPublicKey: string): ApiConfig {
  return {
    chainId: 31_337,
    chainName: "Test network",
    vault: wallet(0xbb),
    token: wallet(0),
    delegate: DELEGATE,
    symbol: "WL",
    confirmations: 2,
    explorer: null,
    publicOrigin: "http://127.0.0.1:3000",
    workerPublicKey,
    sessionSecret: "a secret of the test",
    admins: [wallet(0xad)],
    freeEndsPerHour: 1000,
    customImages: false,
    rpcUrl: null,
    clusterId: CLUSTER,
    local: true,
  };
}

/** Nobody tells anything. */
const SILENCE: ApiDeps["changes"] = {
  async *listen() {},
  async close() {},
};
