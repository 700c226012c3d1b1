import { newId } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ApiDeps } from "./context.ts";
import type { HttpEnv } from "./httpEnv.ts";
import { logFault } from "./logFault.ts";
import { readiness } from "./readiness.ts";
import { refusalOf } from "./refusalOf.ts";
import { createRestApp } from "./rest/createRestApp.ts";
import { methodNotAllowed } from "./rest/methods.ts";
import { faultProblem, problemOf } from "./rest/problem.ts";
import { TRPC_PATH, trpcOverHttp } from "./trpcOverHttp.ts";

const BODY_BYTES = 256 * 1024;
const REST_PATH = "/api/v1";
const READABLE_HEADERS = "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id";

export type Api = {
  /** Answers `/api/v1`, `/api/trpc`, `/health` and `/ready`; anything else is a 404. `ip`: the client's address. */
  fetch(request: Request, client: { readonly ip: string }): Promise<Response>;
};

/** The whole API as one function from request to answer. It needs Postgres and nothing else. */
export function createApi(deps: ApiDeps): Api {
  const app = new Hono<HttpEnv>();
  app.use(headersForAll);
  app.use(bodyLimit({ maxSize: BODY_BYTES, onError: tooLarge }));
  app.get("/health", (call) => call.json({ status: "ok" }));
  app.get("/ready", async (call) => {
    const state = await readiness(deps);
    return call.json(state, state.parts.postgres === "ok" ? 200 : 503);
  });
  for (const path of ["/health", "/ready"]) app.all(path, () => methodNotAllowed(["GET"]));
  app.route(REST_PATH, createRestApp(deps));
  app.all(`${TRPC_PATH}/*`, trpcOverHttp(deps));
  app.notFound(() => problemOf(new Refusal("not_found", "There is no such path.")));
  app.onError((error, call) => {
    const refusal = refusalOf(error);
    if (refusal !== null) return problemOf(refusal);
    logFault(error, { requestId: call.get("requestId"), where: `${call.req.method} ${call.req.path}` });
    return faultProblem(call.get("requestId"));
  });
  return { fetch: async (request, client) => app.fetch(request, client) };
}

/** Answers hold what is the caller's own: nobody keeps them, nothing in them runs. */
const headersForAll: MiddlewareHandler<HttpEnv> = async (call, next) => {
  call.set("requestId", newId("req"));
  call.set("answer", new Headers());
  await next();
  const { headers } = call.res;
  for (const [name, value] of call.get("answer")) headers.set(name, value);
  headers.set("x-request-id", call.get("requestId"));
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  headers.set("referrer-policy", "no-referrer");
  if (!call.req.path.startsWith(`${REST_PATH}/`)) return;
  // A bearer token is never sent along by itself, so pages of others may call REST; cookies count for nothing there.
  headers.set("access-control-allow-origin", "*");
  headers.set("access-control-expose-headers", READABLE_HEADERS);
};

/** The rest of the body is not read, so nothing more can come over this connection. */
function tooLarge(): Response {
  const response = problemOf(new Refusal("too_large"));
  response.headers.set("connection", "close");
  return response;
}
