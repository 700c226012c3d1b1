import type { Scope } from "@worldland/core/wire/auth";
import type { Database } from "@worldland/db/database";
import type { ApiConfig } from "./config.ts";
import type { Changes } from "./live/changes.ts";

/** Who calls: a wallet, by a session or by one of its API keys. */
export type Caller =
  | { readonly via: "session"; readonly address: string; readonly sessionId: string }
  | { readonly via: "api_key"; readonly address: string; readonly keyId: string; readonly scopes: readonly Scope[] };

/** Built once per process. */
export type ApiDeps = { readonly db: Database; readonly config: ApiConfig; readonly changes: Changes };

/** Built once per request. `address` of a caller is in lower case. */
export type Context = ApiDeps & {
  /** Null: nobody signed in. */
  readonly caller: Caller | null;
  /** The client's address, for rate limits. */
  readonly ip: string;
  readonly userAgent: string | null;
};
