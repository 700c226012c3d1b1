import { expect, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "./openApiDocument.ts";
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
    components: z.object({
      schemas: z.record(z.string(), z.unknown()),
      securitySchemes: z.object({ bearer: z.unknown() }),
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
    expect(said?.security).toEqual(route.isPublic ? undefined : [{ bearer: [] }]);
    const parameters = said?.parameters?.filter((parameter) => parameter.in === "path") ?? [];
    expect(parameters.map(({ name }) => name)).toEqual(route.params);
    for (const [status, { content }] of Object.entries(said?.responses ?? {})) {
      if (status === "204") expect(content).toBeUndefined();
      else if (status.startsWith("2")) expect(content).toHaveProperty(["application/json", "schema", "type"], "object");
      else expect(Object.keys(content ?? {})).toEqual(["application/problem+json"]);
    }
  }
});

test("every reference leads somewhere", () => {
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => String(name));
  expect(references.length).toBeGreaterThan(0);
  for (const name of new Set(references)) expect(Object.keys(document.components.schemas)).toContain(name);
});

test("no summary is of a procedure that is gone", () => {
  expect(Object.keys(SUMMARIES).sort()).toEqual(
    restRoutes()
      .map(({ name }) => name)
      .sort(),
  );
});
