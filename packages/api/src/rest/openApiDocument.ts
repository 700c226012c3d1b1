import { REFUSALS, type RefusalCode } from "@worldland/core/refusal";
import { problem } from "@worldland/core/wire/problem";
import { generateOpenApiDocument } from "trpc-to-openapi";
import { z } from "zod";
import { appRouter } from "../router.ts";
import { CSV_EXPORTS } from "./csvExport.ts";
import { faultDocument, problemDocument } from "./problem.ts";
import { isIdempotent, refusalsOf } from "./refusals.ts";
import { type RestRoute, restRoutes } from "./routes.ts";
import { SUMMARIES } from "./summaries.ts";
import { TAGS } from "./tags.ts";

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
const SECURITY_SCHEMES = {
  bearer: {
    ...({ type: "http", scheme: "bearer" } as const),
    description: "A session's token (wls_…), or an API key (wl_…) that carries the scope named.",
  },
  session: {
    ...({ type: "http", scheme: "bearer" } as const),
    description: "A session's token (wls_…) only: no API key may do this.",
  },
};

/**
 * OpenAPI 3.1 of `/api/v1`, as JSON. Paths and schemas come from the procedures by the library; who may call, statuses,
 * problem documents and headers are what our own router does.
 */
export function openApiDocument(publicOrigin: string): string {
  const document = generateOpenApiDocument(appRouter, {
    title: "WorldLand Cloud",
    description: "Rent GPUs by the second, paid from a vault on chain. Amounts in …_wei are exact decimal integers.",
    version: "1.0.0",
    baseUrl: `${publicOrigin}/api/v1`,
    securitySchemes: SECURITY_SCHEMES,
  });
  for (const route of restRoutes()) {
    const operation = operationOf(document, route);
    if (operation !== undefined) adapt(operation, route);
  }
  return JSON.stringify({
    ...document,
    tags: TAGS,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: { ...namedSchemas(document), Problem: z.toJSONSchema(problem, { target: "draft-2020-12" }) },
      examples: examples(),
    },
  });
}

/** Those that our own schemas name; the library's errors are not ours. */
function namedSchemas(document: Document) {
  return Object.fromEntries(
    Object.entries(document.components?.schemas ?? {}).filter(([name]) => !name.startsWith("error.")),
  );
}

/** One problem document for each code there is. */
function examples() {
  const refusals = Object.entries(REFUSALS).map(([code, { say, suggest, status }]) => {
    const value = problemDocument({ code, title: say, status, detail: say, suggestion: suggest });
    return [code, { summary: say, description: suggest, value }] as const;
  });
  const fault = faultDocument("req_…");
  return Object.fromEntries([
    ...refusals,
    ["fault", { summary: fault.title, description: fault.suggestion, value: fault }] as const,
  ]);
}

function operationOf(document: Document, { method, path }: RestRoute): Operation | undefined {
  const item = document.paths?.[path];
  return method === "GET" ? item?.get : method === "POST" ? item?.post : item?.delete;
}

function adapt(operation: Operation, route: RestRoute): void {
  const { name, path, needs } = route;
  operation.operationId = name;
  operation.summary = SUMMARIES[name] ?? name;
  operation.tags = [path.split("/")[1] ?? ""];
  // Roles of a bearer token are its scopes: OpenAPI 3.1 lets any scheme name them.
  if (needs === null) delete operation.security;
  else operation.security = [needs === "session" ? { session: [] } : { bearer: [needs] }];
  operation.responses = responsesOf(route, operation.responses ?? {});
  if (isIdempotent(route)) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_PARAMETER];
}

function responsesOf(route: RestRoute, generated: Responses): Responses {
  const { status, name } = route;
  const good = status === 204 ? { description: "Done" } : goodResponse(name, generated["200"] ?? {});
  const refused = [...refusalsOf(route)].map(([bad, codes]) => [`${bad}`, problemResponse(codes)] as const);
  return { [status]: good, ...Object.fromEntries(refused), 500: problemResponse(["fault"]) };
}

/** Some lists also come as a table, whole. */
function goodResponse(name: string, generated: Responses[string]) {
  const good = { ...generated, description: "Success" };
  if (CSV_EXPORTS[name] === undefined || !("content" in good)) return good;
  const description = "Success; with `Accept: text/csv` the whole list as a table, whatever `limit` says";
  return { ...good, description, content: { ...good.content, "text/csv": { schema: { type: "string" as const } } } };
}

function problemResponse(codes: readonly (RefusalCode | "fault")[]) {
  const says = codes.map((code) => (code === "fault" ? "Something broke on our side." : REFUSALS[code].say));
  const shown = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` as const }]));
  const content = { "application/problem+json": { schema: { $ref: PROBLEM_REF }, examples: shown } };
  return { description: says.join(" "), content };
}
