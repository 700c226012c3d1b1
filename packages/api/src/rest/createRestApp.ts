import { callTRPCProcedure } from "@trpc/server";
import { Refusal } from "@worldland/core/refusal";
import { type Context as Call, Hono } from "hono";
import { admit } from "../admit.ts";
import { bearerOf } from "../auth/callerOf.ts";
import type { ApiDeps, Context } from "../context.ts";
import type { HttpEnv } from "../httpEnv.ts";
import { refusalOf } from "../refusalOf.ts";
import { appRouter } from "../router.ts";
import { type Answer, createAnswerOnce } from "./answerOnce.ts";
import { CSV_EXPORTS, csvResponse, wantsCsv } from "./csvExport.ts";
import { methodNotAllowed, preflight } from "./methods.ts";
import { openApiDocument } from "./openApiDocument.ts";
import { readInput } from "./readInput.ts";
import { type RestRoute, restRoutes } from "./routes.ts";

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
/** Rows that a page holds at most. */
const MAX_PAGE = 100;
const PREFLIGHT = "access-control-request-method";

/** `/api/v1`: one route per procedure that has a REST path. Who calls is told by a bearer token alone, never a cookie. */
export function createRestApp(deps: ApiDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>({ strict: false });
  const answer = createAnswer(deps);
  // Made at the first request: it costs a moment that starting should not wait for.
  let document: string | null = null;
  app.get("/openapi.json", (call) => {
    document ??= openApiDocument(deps.config.publicOrigin);
    return call.body(document, 200, { "content-type": "application/json" });
  });
  const methods = new Map<string, RestRoute["method"][]>([["/openapi.json", ["GET"]]]);
  for (const route of restRoutes()) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
    const table = CSV_EXPORTS[route.name];
    app.on(route.method, path, async (call) => {
      if (table === undefined || !wantsCsv(call.req.raw.headers)) return responseOf(await answer(route, call));
      return csvResponse(table, await pagesOf(deps, route, call));
    });
    methods.set(path, [...(methods.get(path) ?? []), route.method]);
  }
  for (const [path, taken] of methods) {
    app.options(path, () => preflight(taken));
    app.all(path, () => methodNotAllowed(taken));
  }
  // A browser that asks before it calls shall be shown the 404 itself.
  app.options("*", (call, next) => (call.req.header(PREFLIGHT) === undefined ? next() : preflight([])));
  return app;
}

/** Reads a list page by page, the largest there are, as the request asks for it. */
async function pagesOf(deps: ApiDeps, route: RestRoute, call: Call<HttpEnv>) {
  const { context, input } = await readCall(deps, route, call);
  return async (cursor: string | null): Promise<unknown> => {
    const asked = { ...input, limit: `${MAX_PAGE}`, ...(cursor === null ? {} : { cursor }) };
    const { body } = await runProcedure(route, context, asked, call.req.raw.signal);
    return JSON.parse(body ?? "null");
  };
}

/** Who calls and what is asked, once the limits have let the request in. */
async function readCall(deps: ApiDeps, route: RestRoute, call: Call<HttpEnv>) {
  const { ip } = call.env;
  const request = call.req.raw;
  const caller = await admit(deps, { token: bearerOf(request.headers), ip, cost: 1 }, call.get("answer"));
  const input = await readInput(route, request, call.req.param());
  const userAgent = request.headers.get("user-agent");
  const context: Context = { ...deps, caller, ip, userAgent, pageCookie: null, heldKey: null };
  return { request, caller, input, context };
}

function createAnswer(deps: ApiDeps) {
  const answerOnce = createAnswerOnce(deps);
  return async (route: RestRoute, call: Call<HttpEnv>): Promise<Answer & { isRepeated?: boolean }> => {
    const { request, caller, input, context } = await readCall(deps, route, call);
    const key = idempotencyKeyOf(route, request.headers);
    if (key === null || caller === null) return runProcedure(route, context, input, request.signal);
    const { method, shownOnce } = route;
    return answerOnce({ wallet: caller.address, method, path: call.req.path, key, input, shownOnce }, (heldKey) =>
      // Whoever repeats the request counts on the first being done, so it does not end with its connection.
      runProcedure(route, { ...context, heldKey }, input, undefined),
    );
  };
}

async function runProcedure(
  route: RestRoute,
  ctx: Context,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    const { name: path, type } = route;
    const result: unknown = await callTRPCProcedure({
      ...{ router: appRouter, path, type, ctx, signal, batchIndex: 0 },
      getRawInput: async () => input,
    });
    return { status: route.status, body: result === undefined ? null : JSON.stringify(result) };
  } catch (error) {
    throw isOfNoSuchThing(route, error) ? new Refusal("not_found") : error;
  }
}

/** A malformed id names nothing, as an unknown one does. */
function isOfNoSuchThing({ params }: RestRoute, error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal?.code === "invalid_request" && refusal.fields.some(({ path }) => params.includes(path));
}

/** Null without one, and where it means nothing. */
function idempotencyKeyOf({ method, path }: RestRoute, headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  if (key === null || method === "GET" || path.startsWith("/auth/")) return null;
  if (IDEMPOTENCY_KEY.test(key)) return key;
  throw new Refusal("invalid_request", "An Idempotency-Key is 1 to 255 visible ASCII characters.");
}

function responseOf({ status, body, isRepeated }: Answer & { isRepeated?: boolean }): Response {
  const headers = new Headers(body === null ? {} : { "content-type": "application/json" });
  if (isRepeated) headers.set("idempotency-replayed", "true");
  return new Response(body, { status, headers });
}
