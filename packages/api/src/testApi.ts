import { hashVaultTypedData } from "@worldland/contracts/typedData";
import { parseTypedDataJson } from "@worldland/contracts/typedDataJson";
import { PRESET_IMAGES } from "@worldland/core/images";
import { Refusal } from "@worldland/core/refusal";
import { newSealKeys, type SealKeys } from "@worldland/core/sealed";
import type { Scope } from "@worldland/core/wire/auth";
import { resolveImage } from "@worldland/db/commands/resolveImage";
import { openDatabase } from "@worldland/db/database";
import { CLUSTER, type TestMarket, testMarket, wallet } from "@worldland/db/testMarket";
import { WEB_ROLE } from "@worldland/db/webRole";
import type { Hex, LocalAccount } from "viem";
import type { ApiConfig } from "./config.ts";
import type { ApiDeps, Caller } from "./context.ts";
import { createLimits } from "./limits/limits.ts";
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

export const TEST_DIGEST = `sha256:${"5".repeat(64)}`;

/** A create-job request for the least there is. */
export const REQUEST = {
  gpu_count: 1,
  cpu_cores: 2,
  memory_gb: 8,
  storage_gb: 20,
  duration_hours: 1,
  ssh_public_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me"],
};

/** Private key of the test's delegate, whose address the configuration names. */
export const DELEGATE_KEY = `0x${"de".repeat(32)}` as const;
const DELEGATE = "0x8c58118a6437097bd776063b41880995a38759b7";

/** A market (see testMarket) with the API's procedures on top, called without HTTP, in the web's role. */
export async function testApi(options: { connections?: number; config?: Partial<ApiConfig> } = {}): Promise<TestApi> {
  const market = await testMarket(options);
  for (const { reference } of PRESET_IMAGES) await resolveImage(market.db, { reference, digest: TEST_DIGEST });
  const workerKeys = await newSealKeys();
  const config = { ...testConfig(workerKeys.publicKey), ...options.config };
  const web = openDatabase(market.url, { max: options.connections ?? 10, name: "test", role: WEB_ROLE });
  const deps: ApiDeps = { db: web.db, config, changes: SILENCE, limits: createLimits(config), presence: PRESENT };
  const call = (caller: Caller | null) =>
    createCaller({ ...deps, caller, ip: "127.0.0.1", userAgent: null, pageCookie: null, heldKey: null });
  return {
    ...market,
    async close() {
      await web.close();
      await market.close();
    },
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

/** The refusal that a call ends with; whatever else it ends with is thrown. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await call.then(
    () => new Error("it was not refused"),
    (thrown: unknown) => thrown,
  );
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Refusal)) throw error;
  return cause;
}

/** Signs `typed_data` of a quote as a wallet does. */
export async function signed(account: LocalAccount, typedData: unknown): Promise<Hex> {
  if (account.sign === undefined) throw new Error("this account cannot sign a hash");
  return account.sign({ hash: hashVaultTypedData(parseTypedDataJson(typedData)) });
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
    workloadSecret: "another secret of the test",
    admins: [wallet(0xad)],
    freeEndsPerHour: 1000,
    customImages: false,
    rpcUrl: null,
    clusterId: CLUSTER,
    local: true,
  };
}

const PRESENT: ApiDeps["presence"] = { isThere: async () => true };

/** Nobody tells anything. */
const SILENCE: ApiDeps["changes"] = {
  async *listen() {},
  async close() {},
};
