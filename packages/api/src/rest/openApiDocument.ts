import { problem } from "@worldland/core/wire/problem";
import { generateOpenApiDocument } from "trpc-to-openapi";
import { z } from "zod";
import { appRouter } from "../router.ts";
import { type RestRoute, restRoutes } from "./routes.ts";
import { SUMMARIES } from "./summaries.ts";

type Document = ReturnType<typeof generateOpenApiDocument>;
type Operation = NonNullable<NonNullable<Document["paths"]>[string]["get"]>;
type Responses = NonNullable<Operation["responses"]>;

const PROBLEM_REF = "#/components/schemas/Problem";
const IDEMPOTENCY_PARAMETER = {
  name: "Idempotency-Key",
  in: "header" as const,
  description:
    "A repeated request with the same key and body takes effect once and gets the same answer, for 24 hours.",
  schema: { type: "string" as const, minLength: 1, maxLength: 255 },
};

/**
 * OpenAPI 3.1 of `/api/v1`, as JSON. Paths and schemas come from the procedures by the library; statuses, problem
 * documents and headers are what our own router does.
 */
export function openApiDocument(publicOrigin: string): string {
  const document = generateOpenApiDocument(appRouter, {
    title: "WorldLand Cloud",
    description: "Rent GPUs by the second, paid from a vault on chain. Amounts in …_wei are exact decimal integers.",
    version: "1.0.0",
    baseUrl: `${publicOrigin}/api/v1`,
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer", description: "A session's token (wls_…) or an API key (wl_…)." },
    },
  });
  for (const route of restRoutes()) {
    const operation = operationOf(document, route);
    if (operation !== undefined) adapt(operation, route);
  }
  const schemas = { Problem: z.toJSONSchema(problem, { target: "draft-2020-12" }) };
  return JSON.stringify({
    ...document,
    components: { securitySchemes: document.components?.securitySchemes, schemas },
  });
}

function operationOf(document: Document, { method, path }: RestRoute): Operation | undefined {
  const item = document.paths?.[path];
  return method === "GET" ? item?.get : method === "POST" ? item?.post : item?.delete;
}

function adapt(operation: Operation, route: RestRoute): void {
  const { name, method, path } = route;
  operation.operationId = name;
  operation.summary = SUMMARIES[name] ?? name;
  operation.tags = [path.split("/")[1] ?? ""];
  operation.responses = responsesOf(route, operation.responses ?? {});
  if (isIdempotent(method, path)) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_PARAMETER];
}

function responsesOf({ status, isPublic, params, method, path }: RestRoute, generated: Responses): Responses {
  const good = status === 204 ? { description: "Done" } : { ...generated["200"], description: "Success" };
  const isSignIn = path.startsWith("/auth/");
  return {
    [status]: good,
    400: problemResponse("Not valid: errors names each field"),
    ...(isPublic && !isSignIn ? {} : { 401: problemResponse("Not signed in, or a signature that does not fit") }),
    ...(path === "/jobs" || path.endsWith("/extend") ? orderResponses(method) : {}),
    ...(isPublic ? {} : { 403: problemResponse("The API key may not do this") }),
    ...(params.length === 0 ? {} : { 404: problemResponse("No such thing, or not the caller's") }),
    ...(isIdempotent(method, path) ? { 409: problemResponse("Not possible now: see code") } : {}),
    ...(isIdempotent(method, path) ? { 422: problemResponse("The Idempotency-Key was used with another body") } : {}),
    429: problemResponse("Too many requests: wait for Retry-After"),
    500: problemResponse("Something broke on our side"),
    503: problemResponse("A part of the platform is away"),
  };
}

function orderResponses(method: string): Responses {
  return method === "GET" ? {} : { 402: problemResponse("Sign quote.typed_data and repeat, or deposit first") };
}

function isIdempotent(method: string, path: string): boolean {
  return method !== "GET" && !path.startsWith("/auth/");
}

function problemResponse(description: string) {
  return { description, content: { "application/problem+json": { schema: { $ref: PROBLEM_REF } } } };
}
