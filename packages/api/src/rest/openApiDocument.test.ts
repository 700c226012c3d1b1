import { problem } from "@worldland/core/wire/problem";
import { expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "./openApiDocument.ts";
import { NAMED } from "./refusals.ts";
import { restRoutes } from "./routes.ts";
import { SUMMARIES } from "./summaries.ts";

const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
  requestBody: z.unknown().optional(),
  responses: z.record(
    z.string(),
    z.object({ description: z.string(), content: z.record(z.string(), z.unknown()).optional() }),
  ),
});
const text = openApiDocument("https://cloud.example");
const document = z
  .object({
    openapi: z.literal("3.1.0"),
    servers: z.tuple([z.object({ url: z.literal("https://cloud.example/api/v1") })]),
    paths: z.record(z.string(), z.record(z.string(), operation)),
    tags: z.array(z.object({ name: z.string(), description: z.string() })),
    components: z.object({
      schemas: z.record(z.string(), z.unknown()),
      examples: z.record(z.string(), z.unknown()),
      securitySchemes: z.object({ bearer: z.unknown(), session: z.unknown() }),
    }),
  })
  .parse(JSON.parse(text));

/** The paths that clients of the overview and of the walk count on. */
const FIXED = [
  "POST /jobs 201",
  "GET /jobs 200",
  "GET /jobs/{id} 200",
  "DELETE /jobs/{id} 200",
  "GET /providers 200",
  "GET /providers/search 200",
  "GET /providers/gpu-availability 200",
  "GET /providers/{id} 200",
  "POST /auth/challenge 200",
  "POST /auth/sessions 201",
  "GET /auth/sessions 200",
  "DELETE /auth/sessions/{id} 204",
  "GET /account 200",
  "GET /provider/earnings 200",
  "GET /provider/rentals 200",
  "POST /quotes 200",
  "GET /jobs/{id}/receipt 200",
  "GET /jobs/{id}/events 200",
  "POST /jobs/{id}/extend 200",
  "POST /session-grants 202",
  "POST /api-keys 201",
  "GET /api-keys 200",
  "DELETE /api-keys/{id} 204",
];

test("every fixed path is in the document with its status", () => {
  const said = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => {
      const status = Object.keys(responses).find((code) => code.startsWith("2"));
      return `${method.toUpperCase()} ${path} ${status}`;
    }),
  );
  expect(said).toEqual(expect.arrayContaining(FIXED));
  expect(said).toHaveLength(restRoutes().length);
});

test("every operation says what it does, who may, and that errors are problem documents", () => {
  for (const route of restRoutes()) {
    const said = document.paths[route.path]?.[route.method.toLowerCase()];
    expect(said?.summary).toBe(SUMMARIES[route.name]);
    expect(said?.summary).toBeTruthy();
    const needs = route.needs === "session" ? [{ session: [] }] : [{ bearer: [route.needs] }];
    expect(said?.security).toEqual(route.needs === null ? undefined : needs);
    const parameters = said?.parameters?.filter((parameter) => parameter.in === "path") ?? [];
    expect(parameters.map(({ name }) => name)).toEqual(route.params);
    for (const [status, { content }] of Object.entries(said?.responses ?? {})) {
      if (status === "204") expect(content).toBeUndefined();
      else if (status.startsWith("2")) expect(isObject(content?.["application/json"])).toBe(true);
      else expect(Object.keys(content ?? {})).toEqual(["application/problem+json"]);
    }
  }
});

/** An answer is an object, here or under the name it goes by. */
function isObject(content: unknown): boolean {
  const { schema } = z.object({ schema: z.looseObject({ $ref: z.string().optional() }) }).parse(content);
  const name = schema.$ref?.split("/").at(-1);
  const meant = name === undefined ? schema : document.components.schemas[name];
  return z.looseObject({ type: z.literal("object") }).safeParse(meant).success;
}

test("every reference leads somewhere", () => {
  const references = [...text.matchAll(/"\$ref":"#\/components\/(schemas|examples)\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(0);
  for (const [, kind = "", name = ""] of references) {
    expect(document.components).toHaveProperty([kind, name]);
  }
});

test("what is not for everybody says who may call, as the procedure itself decides", () => {
  const needs = Object.fromEntries(restRoutes().map(({ name, needs: one }) => [name, one]));
  expect(needs).toMatchObject({
    "providers.search": null,
    "auth.challenge": null,
    "rentals.create": "jobs:write",
    "rentals.receipt": "jobs:read",
    "sshKeys.list": "account:read",
    "nodes.earnings": "account:read",
    "sshKeys.create": "session",
    "apiKeys.create": "session",
    "auth.sessions": "session",
  });
});

test("every status that is not a success shows each of its codes with its sentence and suggestion", () => {
  const { 409: conflict } = document.paths["/jobs"]?.post?.responses ?? {};
  const shown = z.object({ examples: z.record(z.string(), z.unknown()) });
  const codes = shown.parse(conflict?.content?.["application/problem+json"]).examples;
  expect(Object.keys(codes).sort()).toEqual([
    "conflict",
    "idempotency_in_progress",
    "no_capacity",
    "order_used",
    "price_changed",
  ]);
  for (const [code, example] of Object.entries(document.components.examples)) {
    const { value } = z.object({ summary: z.string(), description: z.string(), value: problem }).parse(example);
    expect(value.code).toBe(code);
  }
});

test("every group of paths is described, and no other", () => {
  const used = new Set(restRoutes().map(({ path }) => path.split("/")[1]));
  expect(document.tags.map(({ name }) => name).sort()).toEqual([...used].sort());
});

test("no refusal is told of a procedure that is gone", () => {
  const names = restRoutes().map(({ name }) => name);
  for (const name of NAMED) expect(names).toContain(name);
});

test("no summary is of a procedure that is gone", () => {
  expect(Object.keys(SUMMARIES).sort()).toEqual(
    restRoutes()
      .map(({ name }) => name)
      .sort(),
  );
});
