import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Refusal } from "@worldland/core/refusal";
import type { Context as Call } from "hono";
import { admit } from "./admit.ts";
import { bearerOf } from "./auth/callerOf.ts";
import { isFromOwnPage, sessionCookie } from "./auth/sessionCookie.ts";
import type { ApiDeps, Context } from "./context.ts";
import type { HttpEnv } from "./httpEnv.ts";
import { logFault } from "./logFault.ts";
import { refusalOf } from "./refusalOf.ts";
import { appRouter } from "./router.ts";
import { trpcErrorOf } from "./trpc.ts";

export const TRPC_PATH = "/api/trpc";
/** Calls in one request. */
const MOST_CALLS = 100;

/** `/api/trpc`: for our pages, which sign in by cookie, and the SDK, which brings a bearer token. */
export function trpcOverHttp(deps: ApiDeps): (call: Call<HttpEnv>) => Promise<Response> {
  const { publicOrigin } = deps.config;
  const cookie = sessionCookie(publicOrigin);
  return (call) => {
    const { raw: request } = call.req;
    const { headers } = request;
    const isOwnPage = isFromOwnPage(headers, publicOrigin);
    const contextOf = async (answer: Headers, cost: number): Promise<Context> => {
      const bearer = bearerOf(headers);
      const token = bearer ?? cookie.read(headers);
      if (bearer === null && token !== null && request.method !== "GET" && !isOwnPage) {
        throw new Refusal("cross_origin");
      }
      const { ip } = call.env;
      const caller = await admit(deps, { token, ip, cost }, call.get("answer"));
      const pageCookie = isOwnPage ? cookie.on(answer) : null;
      return { ...deps, caller, ip, userAgent: headers.get("user-agent"), pageCookie, heldKey: null };
    };
    return fetchRequestHandler({
      endpoint: TRPC_PATH,
      req: request,
      router: appRouter,
      maxBatchSize: MOST_CALLS,
      createContext: ({ resHeaders, info }) => contextOf(resHeaders, info.calls.length).catch(rethrow),
      onError({ error, path = "" }) {
        const isFault = error.code === "INTERNAL_SERVER_ERROR" && refusalOf(error) === null;
        if (isFault) logFault(error, { requestId: call.get("requestId"), where: path });
      },
    });
  };
}

function rethrow(error: unknown): never {
  const refusal = refusalOf(error);
  throw refusal === null ? error : trpcErrorOf(refusal);
}
