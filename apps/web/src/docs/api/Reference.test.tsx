import { openApiDocument } from "@worldland/api/rest/openApiDocument";
import { createRentalInput } from "@worldland/core/wire/rental";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { type Operation, readApiDocument } from "./apiDocument.ts";
import { bodyOf } from "./askProcedure.ts";
import { curlOf, exampleOf } from "./example.ts";
import { Reference } from "./Reference.tsx";
import { limitTexts, typeText } from "./typeText.ts";

const document = readApiDocument(JSON.parse(openApiDocument("https://cloud.example")));
const operations = document.groups.flatMap((group) => group.operations);
const page = renderToStaticMarkup(<Reference document={document} />);

function operation(id: string): Operation {
  const found = operations.find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

/** The part of the page that is about one request. */
function sectionOf(id: string): string {
  const from = page.indexOf(`<section id="${id}"`);
  return page.slice(from, page.indexOf("</section>", from));
}

test("every operation of the document is on the page, each under its own link", () => {
  const raw: { paths: Record<string, Record<string, { operationId: string; summary: string }>> } = JSON.parse(
    openApiDocument("https://cloud.example"),
  );
  const all = Object.values(raw.paths).flatMap((methods) => Object.values(methods));
  expect(all.length).toBeGreaterThan(20);
  for (const { operationId, summary } of all) {
    expect(page.split(`id="${operationId}"`), operationId).toHaveLength(2);
    expect(sectionOf(operationId)).toContain(renderToStaticMarkup(<p>{summary}.</p>).slice(3, -4));
  }
});

test("every link on the page leads to a part of it, or to a page of ours", () => {
  const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, href]) => String(href));
  for (const href of new Set(links)) {
    if (href.startsWith("#")) expect(page, href).toContain(`id="${href.slice(1)}"`);
    else expect(["/settings", "/api/v1/openapi.json"]).toContain(href);
  }
});

test("a request tells who may, what goes in with its limits, what comes back and how it is refused", () => {
  const rent = sectionOf("rentals.create");
  for (const said of ["jobs:write", "gpu_count", "1 to 8", "2 to 64", "Idempotency-Key", "#type-Job"]) {
    expect(rent).toContain(said);
  }
  for (const code of ["order_required", "no_capacity", "insufficient_balance"]) expect(rent).toContain(`#code-${code}`);
  expect(sectionOf("providers.search")).toContain("For everybody");
  expect(sectionOf("sshKeys.create")).toContain("no API key may do this");
  // What may be null is told to its last member too.
  expect(sectionOf("account.get")).toContain("<b>left_wei</b>");
  expect(page).toContain("Deposit WL, or choose a shorter duration.");
});

test("an example can be run as it stands: real address, token where one is needed, a body that fits", () => {
  expect(curlOf(document, operation("providers.search"))).toBe('curl "https://cloud.example/api/v1/providers/search"');
  expect(curlOf(document, operation("sshKeys.delete"))).toBe(
    'curl -X DELETE "https://cloud.example/api/v1/ssh-keys/$ID" \\\n  -H "Authorization: Bearer $WLS_TOKEN"',
  );
  const rent = curlOf(document, operation("rentals.create"));
  expect(rent).toContain("Bearer $WL_KEY");
  const body: unknown = JSON.parse(rent.slice(rent.indexOf("{"), rent.lastIndexOf("}") + 1));
  expect(createRentalInput.safeParse(body).error).toBeUndefined();
});

test("types and limits are told in words", () => {
  expect(typeText({ type: ["string", "null"], format: "date-time" })).toBe("instant or null");
  expect(typeText({ type: "array", items: { $ref: "#/components/schemas/Job" } })).toBe("list of Job");
  expect(typeText({ type: "object", additionalProperties: { type: "integer" } })).toBe("map to integer");
  expect(typeText({ type: "string", enum: ["a", "b"] })).toBe('"a" or "b"');
  expect(limitTexts({ type: "integer", minimum: 1, maximum: 8, default: 2 })).toEqual(["1 to 8", "2 unless said"]);
  expect(limitTexts({ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toEqual(["at least 0"]);
  expect(limitTexts({ type: "string", minLength: 1, maxLength: 100 })).toEqual(["1 to 100 characters"]);
  expect(exampleOf({ anyOf: [{ type: "number" }, { type: "string" }], minimum: 8 }, {})).toBe(8);
});

test("what a tried request is told is taken out of its envelope", () => {
  expect(bodyOf({ result: { data: { jobs: [] } } })).toEqual({ jobs: [] });
  expect(bodyOf({ error: { message: "x", data: { refusal: { code: "not_found" } } } })).toEqual({ code: "not_found" });
  expect(bodyOf({ error: { message: "Something broke on our side." } })).toEqual({
    detail: "Something broke on our side.",
  });
  expect(bodyOf("nonsense")).toEqual({ detail: null });
});
