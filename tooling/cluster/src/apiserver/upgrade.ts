import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ApiFault, badRequest, noSuchResource, statusOf } from "./apiFault.ts";
import { authenticate } from "./auth/authenticate.ts";
import { mayDo } from "./auth/authorize.ts";
import { actionOf, refused, type Server } from "./handle.ts";
import { kubeletCall, passOnUpgrade } from "./kubelet.ts";
import { routeOf } from "./route.ts";

/** A request to speak another protocol: only a command in a container (`exec`) does, as a WebSocket. */
export function handleUpgrade(server: Server, request: IncomingMessage, client: Duplex, head: Buffer): void {
  client.on("error", () => undefined);
  try {
    const call = callOf(server, request);
    if (head.length > 0) client.unshift(head);
    passOnUpgrade(call, server.kubeletClient, request, client);
  } catch (error) {
    refuse(client, error);
  }
}

function callOf({ registry, audit }: Server, request: IncomingMessage) {
  const url = new URL(request.url ?? "/", "https://127.0.0.1");
  const user = authenticate(request, registry.store);
  const route = routeOf(url.pathname);
  if (route?.type?.plural !== "pods" || route.subresource !== "exec") throw noSuchResource();
  // Whoever runs a command changes something, whatever the handshake's method.
  const action = actionOf(route, "create", url.searchParams);
  audit(user, action);
  if (!mayDo(registry.store, user, action)) throw refused(user, action);
  if (request.headers.upgrade?.toLowerCase() !== "websocket")
    throw badRequest("unable to upgrade: exec is served over WebSocket alone, as kubectl speaks it from 1.31 on");
  return kubeletCall(registry, route, url.searchParams);
}

function refuse(client: Duplex, error: unknown): void {
  const fault = error instanceof ApiFault ? error : new ApiFault(500, "InternalError", "Internal error occurred");
  const json = JSON.stringify(statusOf(fault));
  const head = [
    `HTTP/1.1 ${fault.code} ${STATUS_CODES[fault.code] ?? ""}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(json)}`,
    "connection: close",
  ];
  client.end(`${head.join("\r\n")}\r\n\r\n${json}`);
}
