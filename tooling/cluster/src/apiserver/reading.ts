import type { IncomingMessage, ServerResponse } from "node:http";
import type { Verb } from "./auth/authorize.ts";
import { answer, jsonOf } from "./exchange.ts";
import type { Server } from "./handle.ts";
import { listPage } from "./list.ts";
import type { JsonObject, KubeObject } from "./object.ts";
import { read } from "./registry.ts";
import type { ResourceType } from "./resources.ts";
import type { Route } from "./route.ts";
import { tableOf } from "./table.ts";
import { type Written, watch } from "./watch.ts";

export type TypedRoute = Route & { readonly type: ResourceType };

/** GET: one object, a list or a watch; as a table or as bare metadata where the client prefers that. */
export function readRequest(
  server: Server,
  route: TypedRoute,
  verb: Verb,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { registry, pages, faults } = server;
  const { type, namespace, name } = route;
  const form = formOf(request.headers.accept);
  const include = query.get("includeObject");
  if (verb === "get") {
    const object = read(registry, route);
    if (form === "Table") {
      const { resourceVersion } = object.metadata;
      return answer(response, 200, JSON.stringify(tableOf(type, [object], { resourceVersion }, include)));
    }
    return answer(response, 200, form === null ? jsonOf(object) : JSON.stringify(partial(object)));
  }
  if (verb === "watch") {
    if (name !== "") query.set("fieldSelector", `metadata.name=${name}`);
    return watch(registry, type, namespace, query, response, writtenAs(form, type, include), faults);
  }
  const page = listPage(registry, pages, type, namespace, query);
  const metadata = {
    resourceVersion: page.version,
    ...(page.next === null ? {} : { continue: page.next, remainingItemCount: page.remaining }),
  };
  if (form === "Table") return answer(response, 200, JSON.stringify(tableOf(type, page.items, metadata, include)));
  const isBare = form !== null;
  const head = isBare
    ? { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata }
    : { kind: `${type.kind}List`, apiVersion: type.apiVersion, metadata };
  const items = page.items.map((object) => (isBare ? JSON.stringify(partial(object)) : jsonOf(object)));
  answer(response, 200, `${JSON.stringify(head).slice(0, -1)},"items":[${items.join(",")}]}`);
}

type Form = "Table" | "PartialObjectMetadata" | null;

/** The first form of the Accept header that is served; null: the object itself. */
function formOf(accept: string | undefined): Form {
  for (const entry of (accept ?? "").split(",")) {
    const [media = "", ...parameters] = entry.split(";").map((part) => part.trim());
    if (media !== "application/json") continue;
    const form = parameters.find((parameter) => parameter.startsWith("as="))?.slice(3);
    if (form === undefined) return null;
    if (parameters.includes("v=v1") === false) continue;
    if (form === "Table") return "Table";
    if (form === "PartialObjectMetadata" || form === "PartialObjectMetadataList") return "PartialObjectMetadata";
  }
  return null;
}

function partial({ metadata }: KubeObject): JsonObject {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}

function writtenAs(form: Form, type: ResourceType, include: string | null): Written {
  if (form === null) return (event, object) => `{"type":"${event}","object":${jsonOf(object)}}\n`;
  let withColumns = true;
  return (event, object) => {
    const isObject = event !== "ERROR" && event !== "BOOKMARK";
    // Only the first table of a watch says what its columns are.
    const shown = !isObject
      ? object
      : form === "Table"
        ? tableOf(type, [object as KubeObject], {}, include, withColumns)
        : partial(object as KubeObject);
    if (isObject) withColumns = false;
    return `${JSON.stringify({ type: event, object: shown })}\n`;
  };
}
