import { Refusal } from "@worldland/core/refusal";
import type { RestRoute } from "./routes.ts";

/** Parameters of path and query and the members of the body as one object, unparsed. Refuses `invalid_request`. */
export async function readInput(
  route: Pick<RestRoute, "method" | "params">,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  // Text that no id can hold names nothing.
  if (Object.values(params).some((text) => text.includes("\0"))) throw new Refusal("not_found");
  const query = readQuery(new URL(request.url).searchParams);
  const body = route.method === "GET" ? {} : await readBody(request);
  const names = [params, query, body].flatMap((part) => Object.keys(part));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) throw misfit(twice, "Given more than once.");
  return { ...query, ...body, ...params };
}

function readQuery(query: URLSearchParams): Record<string, string> {
  const names = [...query.keys()];
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  if (twice.length > 0) throw misfit(twice, "Given more than once.");
  return Object.fromEntries(query);
}

async function readBody(request: Request): Promise<object> {
  const body = parse(await request.arrayBuffer());
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  throw new Refusal("invalid_request", "The body must be a JSON object.", { suggestion: "Send one { … }." });
}

function parse(bytes: ArrayBuffer): unknown {
  if (bytes.byteLength === 0) return {};
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal("invalid_request", "The body is not JSON.", { suggestion: "Send UTF-8 JSON." });
  }
}

function misfit(names: readonly string[], message: string): Refusal {
  const fields = [...new Set(names)].map((path) => ({ path, message }));
  return new Refusal("invalid_request", undefined, { fields });
}
