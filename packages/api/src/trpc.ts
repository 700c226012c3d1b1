import { initTRPC, type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import { REFUSALS, Refusal } from "@worldland/core/refusal";
import type { Scope } from "@worldland/core/wire/auth";
import type { Caller, Context } from "./context.ts";
import { refusalOf } from "./refusalOf.ts";

/** Between signs of life of a stream; a client that hears nothing for twice as long connects again. */
const PING_MS = 15_000;

/** A session or an API key with this scope, or a session alone. */
export type Needs = Scope | "session";

/** How a procedure appears on the REST path; without `openapi` it does not. */
export type Meta = {
  /** Of trpc-to-openapi, as far as it is used. Its own type would drag Next's globals into every client of the API. */
  readonly openapi?: {
    readonly method: "GET" | "POST" | "DELETE";
    readonly path: `/${string}`;
    readonly protect?: boolean;
  };
  /** Who may call: a session or an API key with the scope, a session alone (`session`), or left out: anybody. */
  readonly needs?: Needs;
  /** What it answers when all went well: 200 unless said. */
  readonly status?: number;
  /** Members of the answer that exist this once and are never kept for a repeated request. */
  readonly shownOnce?: readonly string[];
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: PING_MS }, client: { reconnectAfterInactivityMs: 2 * PING_MS } },
    errorFormatter: ({ shape, error }) => {
      const refusal = refusalOf(error);
      // What broke is for our log, not for the world.
      const message =
        refusal?.message ?? (shape.data.httpStatus >= 500 ? "Something broke on our side." : shape.message);
      return { ...shape, message, data: { ...shape.data, refusal: refusalData(refusal) } };
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** A refusal leaves its procedure as a TRPCError whose cause it stays. */
const refusing = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const refusal = refusalOf(result.error);
  throw refusal === null ? result.error : trpcErrorOf(refusal);
});

/** A refusal as tRPC carries it. */
export function trpcErrorOf(refusal: Refusal): TRPCError {
  return new TRPCError({ code: trpcCodeOf(refusal), message: refusal.message, cause: refusal });
}

/** For everybody. */
export const publicProcedure = t.procedure.use(refusing);

/** For a wallet, by its session or by an API key that carries the scope. */
export function walletProcedure(scope: Scope) {
  return publicProcedure.meta({ needs: scope }).use(({ ctx, next }) => {
    const caller = requireCaller(ctx.caller);
    if (caller.via === "api_key" && !caller.scopes.includes(scope)) {
      throw new Refusal("missing_scope", `This API key lacks the scope ${scope}.`);
    }
    return next({ ctx: { ...ctx, caller, wallet: caller.address } });
  });
}

/** For a wallet by its session only: whatever could widen what a key may do. */
export const sessionProcedure = publicProcedure.meta({ needs: "session" }).use(({ ctx, next }) => {
  const caller = requireCaller(ctx.caller);
  if (caller.via !== "session") {
    throw new Refusal("missing_scope", "An API key may not do this.", { suggestion: "Sign in with the wallet." });
  }
  return next({ ctx: { ...ctx, caller, wallet: caller.address } });
});

/** For the platform's operators, by session; to anybody else there is no such thing. */
export const operatorProcedure = sessionProcedure.use(({ ctx, next }) => {
  if (!ctx.config.admins.includes(ctx.wallet)) throw new Refusal("not_found");
  return next();
});

function requireCaller(caller: Caller | null): Caller {
  if (caller === null) throw new Refusal("unauthenticated");
  return caller;
}

const CODE_OF_STATUS: Record<number, TRPC_ERROR_CODE_KEY> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

function trpcCodeOf(refusal: Refusal): TRPC_ERROR_CODE_KEY {
  return CODE_OF_STATUS[REFUSALS[refusal.code].status] ?? "BAD_REQUEST";
}

/** What a client gets to see of a refusal, JSON-safe; null for faults. */
function refusalData(refusal: Refusal | null) {
  if (refusal === null) return null;
  const { code, message, suggestion, extra, fields } = refusal;
  return { code, detail: message, suggestion, extra, fields };
}
