import type { IncomingMessage, ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { KeyedCertificate } from "../pki/certificateAuthority.ts";
import { ApiFault, badRequest, methodNotAllowed, noSuchResource, notFound } from "./apiFault.ts";
import { answerFault } from "./exchange.ts";
import { asNode, asPod } from "./kinds.ts";
import { type Registry, read } from "./registry.ts";
import { NODES, PODS } from "./resources.ts";
import type { Route } from "./route.ts";

/** Where on a node's kubelet the log of a container, or a command in it, is served. */
export type KubeletCall = { readonly port: number; readonly path: string };

/**
 * The kubelet's own address for a pod's log: it serves that itself, and the API server only passes it on.
 * @throws ApiFault 400 where the pod runs nowhere or the container is not named, 404, 503 for a node without a server
 */
export function kubeletCall(registry: Registry, route: Route, query: URLSearchParams): KubeletCall {
  const { namespace, name, subresource } = route;
  const pod = asPod(read(registry, { type: PODS, namespace, name }));
  const { nodeName, containers, initContainers = [] } = pod.spec;
  const names = [...containers, ...initContainers].map((container) => container.name);
  const container = query.get("container") ?? (containers.length === 1 ? containers[0]?.name : undefined);
  if (container === undefined)
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`);
  if (!names.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`);
  if (!nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
  const port = portOf(registry, nodeName, subresource);
  const isExec = subresource === "exec";
  const passed = new URLSearchParams(isExec ? execQuery(query) : [...query].filter(([key]) => key !== "container"));
  return { port, path: `/${isExec ? "exec" : "containerLogs"}/${namespace}/${name}/${container}?${passed}` };
}

/**
 * A node's own `/stats/summary`, the one page of kubelets that is passed on by `nodes/NAME/proxy/…`.
 * @throws ApiFault 404, 405, 503 for a node without a server
 */
export function summaryCall(registry: Registry, { name, rest }: Route, method: string): KubeletCall {
  if (method !== "GET") throw methodNotAllowed();
  if (rest !== "stats/summary") throw noSuchResource();
  return { port: portOf(registry, name, rest), path: `/${rest}` };
}

function portOf(registry: Registry, nodeName: string, wanted: string): number {
  const node = registry.store.get(NODES.key, "", nodeName);
  if (node === null) throw notFound(NODES, nodeName);
  const port = asNode(node).status?.daemonEndpoints?.kubeletEndpoint?.Port;
  if (!port) throw new ApiFault(503, "ServiceUnavailable", `node ${nodeName} serves no ${wanted}`);
  return port;
}

/** Kubelets know the streams of a command by other names than clients do. */
function execQuery(query: URLSearchParams): [string, string][] {
  const streams = { stdin: "input", stdout: "output", stderr: "error", tty: "tty" };
  const on = Object.entries(streams).filter(([asked]) => ["true", "1"].includes(query.get(asked) ?? ""));
  return [
    ...query.getAll("command").map((word): [string, string] => ["command", word]),
    ...on.map(([, told]): [string, string] => [told, "1"]),
  ];
}

/** Joins a client's connection to the kubelet's, WebSocket handshake and all. */
export function passOnUpgrade(
  call: KubeletCall,
  own: KeyedCertificate,
  request: IncomingMessage,
  client: Duplex,
): void {
  const kubelet = connectTls(onKubelet(call.port, own));
  const cut = () => {
    kubelet.destroy();
    client.destroy();
  };
  for (const end of [kubelet, client]) end.on("error", cut).once("close", cut);
  const kept = ["upgrade", "connection", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol"];
  const headers = kept.flatMap((name) =>
    request.headers[name] === undefined ? [] : [`${name}: ${request.headers[name]}`],
  );
  kubelet.write(`${[`GET ${call.path} HTTP/1.1`, "host: kubelet", ...headers].join("\r\n")}\r\n\r\n`);
  client.pipe(kubelet).pipe(client);
}

/** Kubelets of this cluster run on this machine; like the real default, their certificates are not checked. */
const onKubelet = (port: number, own: KeyedCertificate) => ({
  host: "127.0.0.1",
  port,
  cert: own.certPem,
  key: own.keyPem,
  rejectUnauthorized: false,
});

/** Passes a log request on and the answer back, as it comes. */
export function passOn(call: KubeletCall, own: KeyedCertificate, response: ServerResponse): void {
  const asked = httpsRequest({ ...onKubelet(call.port, own), path: call.path, method: "GET" }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, {
      "content-type": answered.headers["content-type"] ?? "text/plain",
    });
    response.flushHeaders();
    answered.pipe(response);
    answered.on("error", () => response.destroy());
  });
  asked.on("error", (error) => {
    if (response.headersSent) response.destroy();
    else
      answerFault(response, new ApiFault(500, "InternalError", `Internal error occurred: kubelet: ${error.message}`));
  });
  response.once("close", () => asked.destroy());
  asked.end();
}
