import type { ServerResponse } from "node:http";
import { ApiFault, badRequest, methodNotAllowed } from "./apiFault.ts";
import type { Verb } from "./auth/authorize.ts";
import { createObject } from "./create.ts";
import { answer, jsonOf, parseBody, parseObject } from "./exchange.ts";
import { selection } from "./list.ts";
import { isObject, type JsonObject, type KubeObject, objectOf } from "./object.ts";
import { jsonPatched, mergePatched, strategicPatched } from "./patch.ts";
import type { TypedRoute } from "./reading.ts";
import { type Registry, targetOf, type Writer } from "./registry.ts";
import { deleteOptions, removeObject } from "./remove.ts";
import type { ResourceType } from "./resources.ts";
import { bindPod, evictPod } from "./subresources.ts";
import { applyObject, type Part, updateObject } from "./update.ts";

export type WriteRequest = {
  readonly verb: Verb;
  readonly query: URLSearchParams;
  readonly text: string;
  /** The parsed body of a creation. */
  readonly body: JsonObject | null;
  readonly contentType: string;
  readonly writer: Writer;
};

/** POST, PUT, PATCH and DELETE, from the parsed request to the answer. @throws ApiFault */
export function writeRequest(registry: Registry, route: TypedRoute, request: WriteRequest, response: ServerResponse) {
  const { verb, query, text, contentType, writer } = request;
  if (verb === "create") return create(registry, route, request, response);
  if (verb === "delete") {
    const options = deleteOptions(query, optionalBody(text, contentType));
    const { object, gone } = removeObject(
      registry,
      route,
      options,
      dry(writer, objectOf(optionalBody(text, contentType))),
    );
    const answersObject = !gone || route.type.answersDeleted;
    return answer(response, 200, answersObject ? jsonOf(object) : JSON.stringify(deletedStatus(route.type, object)));
  }
  if (verb === "deletecollection") return removeCollection(registry, route, request, response);
  const part = partOf(route);
  if (verb === "update") {
    const proposal = parseObject(text, contentType);
    return answer(response, 200, jsonOf(updateObject(registry, route, part, () => proposal, writer)));
  }
  if (contentType.startsWith("application/apply-patch")) {
    if (!query.get("fieldManager"))
      throw new ApiFault(
        422,
        "Invalid",
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    const stated = parseObject(text, "yaml");
    const { object, created } = applyObject(registry, route, part, stated, writer, query.get("force") === "true");
    return answer(response, created ? 201 : 200, jsonOf(object));
  }
  const patch = parseBody(text, contentType);
  const patched = patcherOf(contentType, route.type, patch);
  return answer(response, 200, jsonOf(updateObject(registry, route, part, patched, writer)));
}

function create(registry: Registry, route: TypedRoute, { body, writer }: WriteRequest, response: ServerResponse) {
  const { type, namespace, name, subresource } = route;
  if (body === null) throw badRequest("a body is required");
  if (subresource === "binding") {
    bindPod(registry, namespace, name, String(objectOf(body.target).name ?? ""), writer);
    return answer(response, 201, JSON.stringify(success()));
  }
  if (subresource === "eviction") {
    evictPod(registry, namespace, name, body, writer);
    return answer(response, 201, JSON.stringify(success()));
  }
  if (name !== "" || subresource !== "") throw methodNotAllowed();
  // `kubectl create -f` of a namespaced object goes to its namespace; without one there is nowhere to put it.
  if (type.namespaced && namespace === "") throw methodNotAllowed();
  answer(response, 201, jsonOf(createObject(registry, type, namespace, body, writer)));
}

function removeCollection(
  registry: Registry,
  route: TypedRoute,
  request: WriteRequest,
  response: ServerResponse,
): void {
  const { type, namespace } = route;
  const { query, text, contentType, writer } = request;
  const matches = selection(type, query);
  const options = deleteOptions(query, optionalBody(text, contentType));
  const objects = registry.store.list(type.key, namespace || undefined).filter(matches);
  for (const object of objects) removeObject(registry, targetOf(type, object), options, writer);
  const metadata = { resourceVersion: String(registry.store.version()) };
  answer(
    response,
    200,
    JSON.stringify({ kind: `${type.kind}List`, apiVersion: type.apiVersion, metadata, items: objects }),
  );
}

function patcherOf(contentType: string, { kind }: ResourceType, patch: unknown): (live: KubeObject) => JsonObject {
  if (contentType.startsWith("application/json-patch+json")) return (live) => jsonPatched(live, patch);
  if (!isObject(patch)) throw badRequest("the patch is not an object");
  if (contentType.startsWith("application/merge-patch+json")) return (live) => objectOf(mergePatched(live, patch));
  if (contentType.startsWith("application/strategic-merge-patch+json"))
    return (live) => strategicPatched(kind, live, patch);
  throw new ApiFault(
    415,
    "UnsupportedMediaType",
    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml",
  );
}

function partOf({ subresource }: TypedRoute): Part {
  if (subresource === "" || subresource === "status" || subresource === "approval") return subresource || null;
  throw methodNotAllowed();
}

function optionalBody(text: string, contentType: string): JsonObject | null {
  return text.trim() === "" ? null : parseObject(text, contentType);
}

function dry(writer: Writer, body: JsonObject): Writer {
  return Array.isArray(body.dryRun) && body.dryRun.includes("All") ? { ...writer, dryRun: true } : writer;
}

function success(details?: JsonObject): JsonObject {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    ...(details === undefined ? {} : { details }),
  };
}

function deletedStatus({ plural, group }: ResourceType, { metadata }: KubeObject): JsonObject {
  const { name, uid } = metadata;
  return success({ name, ...(group === "" ? {} : { group }), kind: plural, uid });
}
