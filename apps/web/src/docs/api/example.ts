import { type ApiDocument, nameOf, type Operation, type Schema, type Schemas } from "./apiDocument.ts";

/** A command for a shell that makes this request of the platform itself. */
export function curlOf({ server, schemas }: Pick<ApiDocument, "server" | "schemas">, operation: Operation): string {
  const { method, path, parameters = [], security } = operation;
  const query = parameters.filter((one) => one.in === "query" && one.required === true);
  const search = query.map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema, schemas)))}`);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const body = operation.requestBody?.content["application/json"]?.schema;
  const token = security?.[0] !== undefined && "session" in security[0] ? "$WLS_TOKEN" : "$WL_KEY";
  const parts = [
    `curl ${method === "GET" || method === "POST" ? "" : `-X ${method} `}"${server}${filled}${search.length === 0 ? "" : `?${search.join("&")}`}"`,
    ...(security === undefined ? [] : [`-H "Authorization: Bearer ${token}"`]),
    ...(body === undefined
      ? []
      : [`-H "Content-Type: application/json"`, `-d '${JSON.stringify(exampleOf(body, schemas), null, 2)}'`]),
  ];
  return parts.join(" \\\n  ");
}

/** A value that fits: the schema's own example, else its default, else the least it takes. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if (schema.$ref !== undefined) {
    const named = schemas[nameOf(schema.$ref)];
    return named === undefined ? null : exampleOf(named, schemas);
  }
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  if (schema.anyOf?.[0] !== undefined) return exampleOf({ ...schema, ...schema.anyOf[0], anyOf: undefined }, schemas);
  return exampleOfType([schema.type ?? "null"].flat()[0] ?? "null", schema, schemas);
}

function exampleOfType(type: string, schema: Schema, schemas: Schemas): unknown {
  if (type === "object") return exampleObject(schema, schemas);
  if (type === "array") return schema.items === undefined ? [] : [exampleOf(schema.items, schemas)];
  if (type === "integer" || type === "number") return Math.max(schema.minimum ?? 1, 1);
  if (type === "boolean") return true;
  return type === "string" ? exampleText(schema) : null;
}

/** What is required, and what has an example of its own: few requests want all there is. */
function exampleObject({ properties = {}, required = [] }: Schema, schemas: Schemas): Record<string, unknown> {
  const shown = Object.entries(properties).filter(
    ([name, { examples, items }]) => required.includes(name) || examples !== undefined || items?.examples !== undefined,
  );
  return Object.fromEntries(shown.map(([name, one]) => [name, exampleOf(one, schemas)]));
}

function exampleText({ format, pattern = "", minLength = 0 }: Schema): string {
  if (format === "date-time") return "2030-01-01T00:00:00Z";
  if (pattern.startsWith("^0x[0-9a-fA-F]{40}")) return `0x${"ab".repeat(20)}`;
  if (pattern.startsWith("^0x")) return "0x…";
  if (pattern.startsWith("^\\d")) return "1000000000000000000";
  return "example".padEnd(minLength, "-");
}
