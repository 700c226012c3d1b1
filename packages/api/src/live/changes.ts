import type { LiveChange } from "@worldland/db/live";

/** What commands tell through Postgres, as it happens. */
export type Changes = {
  /** Changes from now on, in order, until the signal aborts. Offers' changes come as well as the wallet's own. */
  listen(wallet: string, signal: AbortSignal): AsyncIterable<LiveChange>;
  close(): Promise<void>;
};
