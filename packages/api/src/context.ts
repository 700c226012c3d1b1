import type { Scope } from "@worldland/core/wire/auth";
import type { Database } from "@worldland/db/database";
import type { Presence } from "@worldland/db/presence";
import type { ApiConfig } from "./config.ts";
import type { Limits } from "./limits/limits.ts";
import type { Changes } from "./live/changes.ts";

/** Who calls: a wallet, by a session or by one of its API keys. */
export type Caller =
  | { readonly via: "session"; readonly address: string; readonly sessionId: string }
  | { readonly via: "api_key"; readonly address: string; readonly keyId: string; readonly scopes: readonly Scope[] };

/** Built once per process. */
export type ApiDeps = {
  readonly db: Database;
  readonly config: ApiConfig;
  readonly changes: Changes;
  readonly limits: Limits;
  readonly presence: Pick<Presence, "isThere">;
};

/** Where the token of a session goes when it is one of our pages that signs in or out. */
export type PageCookie = { set(token: string): void; clear(): void };

/** An Idempotency-Key that this request holds. */
export type HeldKey = {
  readonly requestId: string;
  /** What a former try opened before it died; null: nothing. */
  readonly rentalId: bigint | null;
};

/** Built once per request. `address` of a caller is in lower case. */
export type Context = ApiDeps & {
  /** Null: nobody signed in. */
  readonly caller: Caller | null;
  /** The client's address, for rate limits. */
  readonly ip: string;
  readonly userAgent: string | null;
  /** Null: the request does not come from one of our pages. */
  readonly pageCookie: PageCookie | null;
  /** Null: the request has no Idempotency-Key. */
  readonly heldKey: HeldKey | null;
};
