import type { LiveEvent } from "@worldland/core/wire/live";
import { createBilling } from "./billing.ts";
import { type Api, connect } from "./connect.ts";
import { createGrants } from "./grants.ts";
import { liveEvents } from "./live.ts";
import { createNodes } from "./nodes.ts";
import { createRentals } from "./rentals/rentals.ts";
import { type SignedIn, signIn } from "./signIn.ts";
import type { TrustedVault } from "./signing/checkVaultMessage.ts";
import type { Signer } from "./signing/signer.ts";
import { createSshKeys } from "./sshKeys.ts";
import { createTrust } from "./trust.ts";
import { createVault } from "./vault.ts";

export type ClientOptions = {
  /** Origin of the platform, e.g. `https://cloud.example`. */
  readonly url: string;
  /** An API key (`wl_…`) or a session's token (`wls_…`). Without one: sign in, or see what is public. */
  readonly auth?: string;
  /** The vault one means to deal with; without it the one that the platform names first is believed. */
  readonly vault?: TrustedVault;
  /** The origin that sign-ins are for, where it is not that of `url`. */
  readonly origin?: string;
  readonly fetch?: typeof fetch;
};

export type Client = ReturnType<typeof createClient>;

/**
 * A client of a WorldLand Cloud, for Node and browsers. Calls throw `ApiError`; what one is asked to sign is compared
 * with what one asked for first (`UnfitMessage`). Nothing is sent before the first call.
 */
export function createClient({ url, auth, vault, origin, fetch: fetchWith = fetch }: ClientOptions) {
  const { api, authorize } = connect(url, auth ?? null, fetchWith);
  const trust = createTrust(api, vault ?? null);
  return {
    /** All procedures, typed as the platform types them; the rest of this client is made of them. */
    api,
    network: () => api.network.get.query({}),
    /** Proves that one holds the wallet. From then on calls are made in its name. */
    async signIn(signer: Signer): Promise<SignedIn> {
      const session = await signIn(api, trust, signer, origin ?? new URL(url).origin);
      authorize(session.token);
      return session;
    },
    /** Ends the session and forgets its token. */
    async signOut(): Promise<void> {
      await api.auth.revokeSession.mutate({ id: "current" });
      authorize(null);
    },
    offers: createOffers(api),
    account: () => api.account.get.query({}),
    billing: createBilling(api),
    rentals: createRentals(api, trust),
    vault: createVault(api, trust),
    grants: createGrants(api, trust),
    nodes: createNodes(api),
    sshKeys: createSshKeys(api),
    live: (signal?: AbortSignal): AsyncGenerator<LiveEvent, void, undefined> => liveEvents(api, signal),
  };
}

function createOffers(api: Api) {
  return {
    /** A page of providers with the offers that match. */
    search: (filter: Parameters<Api["providers"]["search"]["query"]>[0] = {}) => api.providers.search.query(filter),
    /** A page of offers, each with what one wants to know of its provider. */
    market: (filter: Parameters<Api["offers"]["market"]["query"]>[0] = {}) => api.offers.market.query(filter),
    get: (offerId: string) => api.offers.get.query({ id: offerId }),
  };
}
