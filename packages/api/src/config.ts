import type { Rates } from "./limits/limits.ts";

/** What the API must be told; made once per process from its environment. */
export type ApiConfig = {
  readonly chainId: number;
  readonly chainName: string;
  /** Lower-case addresses. */
  readonly vault: string;
  readonly token: string;
  readonly delegate: string;
  /** Symbol of what is paid with. */
  readonly symbol: string;
  readonly confirmations: number;
  /** Block explorer; null: none. */
  readonly explorer: string | null;
  /** Origin of the pages, e.g. `https://cloud.example`; sign-ins and cookies are bound to it. */
  readonly publicOrigin: string;
  /** base64 SPKI X25519 key to which passwords, environment and start scripts are sealed. */
  readonly workerPublicKey: string;
  /** Keys the HMACs of request bodies and the like. */
  readonly sessionSecret: string;
  /** Signs what a worker is asked for in a customer's name; null: no worker is asked. */
  readonly workloadSecret: string | null;
  /** Lower-case addresses of the platform's operators. */
  readonly admins: readonly string[];
  /** Rentals of an account within an hour that may end without a charge. */
  readonly freeEndsPerHour: number;
  /** Whether a custom image may be asked for. */
  readonly customImages: boolean;
  /** RPC for signatures of contract wallets only; null: such wallets cannot sign in. */
  readonly rpcUrl: string | null;
  /** Cluster that new nodes join. */
  readonly clusterId: string;
  /** True on the local network. */
  readonly local: boolean;
  /** Rate limits other than the usual ones. */
  readonly rates?: Partial<Rates>;
};
