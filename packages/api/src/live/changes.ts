import type { LiveChange } from "@worldland/db/live";

/** A change, or `missed`: anything may have changed while nobody listened. */
export type Heard = { readonly id: string; readonly change: LiveChange | "missed" };

/** What commands tell through Postgres, as it happens. */
export type Changes = {
  /**
   * What everybody may know and what is of `wallet` (null: a visitor), in order, until the signal aborts; what came
   * after the event `after` first. Ends with an error when the process stops listening: connect again elsewhere.
   */
  listen(options: { wallet: string | null; after: string | null; signal: AbortSignal }): AsyncIterable<Heard>;
  close(): Promise<void>;
};
