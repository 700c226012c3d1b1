import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
} from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "@worldland/api/router";
import { EventSource } from "eventsource";
import { apiErrorOf } from "./apiError.ts";

/** Every procedure of the platform, typed as the platform types it. */
export type Api = TRPCClient<AppRouter>;

export type Connection = {
  readonly api: Api;
  /** Sends this bearer token from now on; null: none. */
  authorize(token: string | null): void;
};

/** Connects to a platform at an origin (`https://…`). Nothing is sent yet. */
export function connect(url: string, token: string | null, fetchWith: typeof fetch): Connection {
  let bearer = token;
  const headers = (): Record<string, string> => (bearer === null ? {} : { authorization: `Bearer ${bearer}` });
  const endpoint = new URL("/api/trpc", url).href;
  const api = createTRPCClient<AppRouter>({
    links: [
      tidyErrors,
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({
          url: endpoint,
          EventSource,
          eventSourceOptions: {
            fetch: (input, init) => fetchWith(input, { ...init, headers: { ...init.headers, ...headers() } }),
          },
        }),
        false: httpBatchLink({
          url: endpoint,
          // The platform refuses requests of more than a hundred calls.
          maxItems: 50,
          headers,
          fetch: (input, init) => fetchWith(input, { ...init, signal: init?.signal ?? null }),
        }),
      }),
    ],
  });
  return {
    api,
    authorize(next) {
      bearer = next;
    },
  };
}

/** Every error becomes an `ApiError` before anybody sees it. */
const tidyErrors: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        error: (error) => observer.error(apiErrorOf(error)),
        complete: () => observer.complete(),
      }),
    );
