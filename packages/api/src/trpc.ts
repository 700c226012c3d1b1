import { initTRPC, type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import { REFUSALS, Refusal } from "@worldland/core/refusal";
import type { Scope } from "@worldland/core/wire/auth";
import type { Caller, Context } from "./context.ts";

/** `openapi` puts a procedure on the REST path; `status` is what it answers there when all went well (200 unless said). */
export type Meta = {
  /** Of trpc-to-openapi, as far as it is used. Its own type would drag Next's globals into every client of the API. */
  readonly openapi?: {
    readonly method: "GET" | "POST" | "DELETE";
    readonly path: `/${string}`;
    readonly protect?: boolean;
  };
  readonly status?: number;
};

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    errorFormatter: ({ shape, error }) => ({ ...shape, data: { ...shape.data, refusal: refusalData(error.cause) } }),
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** A refusal leaves its procedure as a TRPCError whose cause it stays. */
const refusing = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok || !(result.error.cause instanceof Refusal)) return result;
  const refusal = result.error.cause;
  throw new TRPCError({ code: trpcCodeOf(refusal), message: refusal.message, cause: refusal });
});

/** For everybody. */
export const publicProcedure = t.procedure.use(refusing);

/** For a wallet, by its session or by an API key that carries the scope. */
export function walletProcedure(scope: Scope) {
  return publicProcedure.use(({ ctx, next }) => {
    const caller = requireCaller(ctx.caller);
    if (caller.via === "api_key" && !caller.scopes.includes(scope)) {
      throw new Refusal("missing_scope", `This API key lacks the scope ${scope}.`);
    }
    return next({ ctx: { ...ctx, caller, wallet: caller.address } });
  });
}

/** For a wallet by its session only: whatever could widen what a key may do. */
export const sessionProcedure = publicProcedure.use(({ ctx, next }) => {
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
export function refusalData(cause: unknown) {
  if (!(cause instanceof Refusal)) return null;
  const { code, message, suggestion, extra, fields } = cause;
  return { code, detail: message, suggestion, extra, fields };
}
