import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeyedCertificate } from "../pki/certificateAuthority.ts";
import { ApiFault, badRequest, forbidden, methodNotAllowed, noSuchResource } from "./apiFault.ts";
import { authenticate } from "./auth/authenticate.ts";
import { type Action, mayDo, type Verb } from "./auth/authorize.ts";
import { besides } from "./auth/besides.ts";
import { discovery, REVIEWS } from "./discovery.ts";
import { answer, answerFault, bodyOf, parseObject } from "./exchange.ts";
import { kubeletCall, passOn, summaryCall } from "./kubelet.ts";
import type { Pages } from "./list.ts";
import { objectOf } from "./object.ts";
import { readRequest } from "./reading.ts";
import type { Registry } from "./registry.ts";
import { review } from "./reviews.ts";
import { type Route, routeOf } from "./route.ts";
import { ANONYMOUS, type User } from "./user.ts";
import type { WatchFaults } from "./watch.ts";
import { writeRequest } from "./writing.ts";

/** Trouble made on purpose, read anew for every request. */
export type Faults = WatchFaults & {
  /** Every request is answered this much later, in milliseconds. */
  readonly delayMs?: number;
  /** Every request for resources is answered 503. */
  readonly unavailable?: boolean;
};

/** Told of everything that somebody asked for, allowed or not, as the audit log of a real server is. */
export type Audit = (user: User, action: Action) => void;

export type Server = {
  readonly registry: Registry;
  readonly pages: Pages;
  readonly faults: Faults;
  readonly audit: Audit;
  /** What the API server shows to kubelets. */
  readonly kubeletClient: KeyedCertificate;
  /** `127.0.0.1:port` */
  address(): string;
};

/** One request from its first line to its answer; faults become Status objects. */
export async function handle(server: Server, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (server.faults.delayMs) await new Promise((resolve) => setTimeout(resolve, server.faults.delayMs));
    const url = new URL(request.url ?? "/", "https://127.0.0.1");
    if (isHealth(url.pathname)) return plain(response, "ok");
    const user = authenticate(request, server.registry.store);
    const route = routeOf(url.pathname);
    if (route === null) return answerDiscovery(server, user, url, response);
    if (server.faults.unavailable)
      throw new ApiFault(503, "ServiceUnavailable", "the server is currently unable to handle the request");
    await handleResource(server, user, route, url.searchParams, request, response);
  } catch (error) {
    answerFault(response, error);
  }
}

async function handleResource(
  server: Server,
  user: User,
  route: Route,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? "GET";
  const verb = verbOf(method, route, query);
  const text = method === "GET" || method === "HEAD" ? "" : await bodyOf(request);
  const contentType = request.headers["content-type"] ?? "application/json";
  const body = verb === "create" ? parseObject(text, contentType) : null;
  const bodyName = body === null ? "" : String(objectOf(body.metadata).name ?? "");
  const action = { ...actionOf(route, verb, query), ...(route.name === "" ? { name: bodyName } : {}) };
  const { store } = server.registry;
  for (const asked of [action, ...besides(store, route, action, contentType)]) {
    server.audit(user, asked);
    if (!mayDo(store, user, asked)) throw refused(user, asked);
  }

  if (route.type === null) {
    const known = REVIEWS.some(({ group, plural }) => group === route.group && plural === route.resource);
    if (!known) throw noSuchResource();
    if (body === null) throw methodNotAllowed();
    return answer(response, 201, JSON.stringify(review(store, user, route.resource, body)));
  }
  const { subresource, type } = route;
  if (subresource !== "" && !type.subresources.includes(subresource)) throw noSuchResource();
  if (subresource === "exec") throw badRequest("Upgrade request required");
  if (subresource === "log") return passOn(kubeletCall(server.registry, route, query), server.kubeletClient, response);
  if (subresource === "proxy")
    return passOn(summaryCall(server.registry, route, method), server.kubeletClient, response);
  if (verb === "get" || verb === "list" || verb === "watch")
    return readRequest(server, { ...route, type }, verb, query, request, response);
  const manager = query.get("fieldManager") || managerOf(request.headers["user-agent"]);
  const writer = { user, manager, dryRun: query.getAll("dryRun").includes("All") };
  writeRequest(server.registry, { ...route, type }, { verb, query, text, body, contentType, writer }, response);
}

/** A writer without a name is known by the program it says to be. */
function managerOf(userAgent: string | undefined): string {
  return userAgent?.split("/")[0]?.slice(0, 128) || "unknown";
}

/** What a request does. @throws ApiFault 405 */
function verbOf(method: string, { name }: Route, query: URLSearchParams): Verb {
  const watching = ["true", "1"].includes(query.get("watch") ?? "");
  if (method === "GET" || method === "HEAD") return name !== "" && !watching ? "get" : watching ? "watch" : "list";
  if (method === "POST") return "create";
  if (method === "DELETE") return name === "" ? "deletecollection" : "delete";
  if (name === "") throw methodNotAllowed();
  if (method === "PUT") return "update";
  if (method === "PATCH") return "patch";
  throw methodNotAllowed();
}

/** What a request wants to do to what, for `mayDo`. */
export function actionOf(route: Route, verb: Verb, query: URLSearchParams): Action {
  const { resource, group, subresource, namespace, name } = route;
  return { verb, resource, group, subresource, namespace, name, fieldSelector: query.get("fieldSelector") ?? "" };
}

/** Why a user may not, as Kubernetes says it. */
export function refused(user: User, { verb, resource, group, subresource, namespace, name }: Action): ApiFault {
  const where = namespace === "" ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
  const what = subresource === "" ? resource : `${resource}/${subresource}`;
  const why = `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
  const type = { group, plural: resource, kind: resource };
  if (name !== "") return forbidden(type, name, why);
  const qualified = group === "" ? resource : `${resource}.${group}`;
  return new ApiFault(403, "Forbidden", `${qualified} is forbidden: ${why}`, {
    kind: resource,
    ...(group === "" ? {} : { group }),
  });
}

function isHealth(path: string): boolean {
  return /^\/(healthz|livez|readyz)(\/|$)/.test(path);
}

function answerDiscovery(server: Server, user: User, url: URL, response: ServerResponse): void {
  const { pathname } = url;
  const isOpen = pathname === "/version";
  if (user === ANONYMOUS && !isOpen) {
    const why = `User "${user.name}" cannot get path ${JSON.stringify(pathname)}`;
    throw new ApiFault(403, "Forbidden", `forbidden: ${why}`, {});
  }
  const found = discovery(pathname.replace(/(.)\/$/, "$1"), server.address());
  if (found === null) throw noSuchResource();
  answer(response, 200, JSON.stringify(found));
}

function plain(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}
