import type { IncomingMessage, ServerResponse } from "node:http";
import { parse as parseYaml } from "yaml";
import { ApiFault, badRequest, statusOf } from "./apiFault.ts";
import { isObject, type JsonObject } from "./object.ts";

const MOST_BYTES = 3 * 1024 * 1024;

/** The whole body of a request. @throws ApiFault 413 above three MiB */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new ApiFault(413, "RequestEntityTooLarge", `limit is ${MOST_BYTES}`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  // Assigned anywhere, that key would not become a field but change what the object is.
  if (text.includes("__proto__")) throw badRequest("__proto__ is no field");
  return text;
}

/** The body as one object, from JSON or YAML. @throws ApiFault 400, 415 */
export function parseObject(text: string, contentType: string): JsonObject {
  const parsed = parseBody(text, contentType);
  if (!isObject(parsed)) throw badRequest("the request body is not an object");
  return parsed;
}

/** @throws ApiFault 400, 415 */
export function parseBody(text: string, contentType: string): unknown {
  if (contentType.includes("protobuf"))
    throw new ApiFault(
      415,
      "UnsupportedMediaType",
      "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml",
    );
  try {
    return contentType.includes("yaml") ? parseYaml(text) : JSON.parse(text);
  } catch (error) {
    throw badRequest(`the object provided is unrecognized: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

const written = new WeakMap<object, string>();

/** JSON of a stored object; made once, however many watch it. */
export function jsonOf(object: object): string {
  const known = written.get(object);
  if (known !== undefined) return known;
  const json = JSON.stringify(object);
  written.set(object, json);
  return json;
}

export function answer(response: ServerResponse, code: number, json: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(code, { "content-type": "application/json", "content-length": Buffer.byteLength(json) });
  response.end(json);
}

/** An ApiFault as its Status; anything else is our own mistake and says only that. */
export function answerFault(response: ServerResponse, error: unknown): void {
  const fault =
    error instanceof ApiFault
      ? error
      : new ApiFault(
          500,
          "InternalError",
          `Internal error occurred: ${error instanceof Error ? error.message : error}`,
        );
  if (fault.code === 429 || fault.code === 503) response.setHeader("retry-after", "1");
  answer(response, fault.code, JSON.stringify(statusOf(fault)));
}
