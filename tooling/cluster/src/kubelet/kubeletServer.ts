import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { certificateAuthority } from "../pki/certificateAuthority.ts";
import { execStreams } from "./execStreams.ts";
import type { PodRun } from "./podRun.ts";
import { sendLogs } from "./sendLogs.ts";
import type { Summary } from "./summary.ts";

export type KubeletServer = { readonly port: number; close(): Promise<void> };

/**
 * The kubelet's own HTTPS server on 127.0.0.1: `/containerLogs/NAMESPACE/POD/CONTAINER` for `kubectl logs`, with
 * everything it can ask for; `/exec/NAMESPACE/POD/CONTAINER` for `kubectl exec`, as a WebSocket; and `/stats/summary`, what
 * every pod uses. Only administrators' certificates of the cluster are served.
 */
export async function serveKubelet(
  nodeName: string,
  clusterCaPem: string | null,
  find: (namespace: string, name: string) => PodRun | null,
  summary: () => Promise<Summary>,
): Promise<KubeletServer> {
  const own = await (await certificateAuthority()).issueServer([nodeName, "127.0.0.1"]);
  const server = createServer(
    {
      cert: own.certPem,
      key: own.keyPem,
      ...(clusterCaPem === null ? {} : { ca: clusterCaPem }),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => answer(request, response, find, summary),
  );
  const streams = execStreams();
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => undefined);
    const { kind, namespace, name, container, query } = placeOf(request);
    const running = find(namespace, name)?.container(container) ?? null;
    if (!isAdministrator(request)) return refuseUpgrade(socket, "403 Forbidden");
    if (kind !== "exec" || running === null) return refuseUpgrade(socket, "404 Not Found");
    streams.open(request, socket, head, { container: running, query });
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        streams.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  find: (namespace: string, name: string) => PodRun | null,
  summary: () => Promise<Summary>,
): void {
  response.on("error", () => undefined);
  const { kind, namespace, name, container, query } = placeOf(request);
  const logs = find(namespace, name)?.logs(container, query.get("previous") === "true");
  if (!isAdministrator(request)) refuse(response, 403, "Forbidden");
  else if (kind === "stats" && namespace === "summary" && request.method === "GET") sendSummary(response, summary());
  else if (kind !== "containerLogs" || request.method !== "GET") refuse(response, 404, "not served here");
  else if (!logs) refuse(response, 400, `container "${container}" in pod "${name}" has no logs`);
  else sendLogs(response, logs, query);
}

function sendSummary(response: ServerResponse, summary: Promise<Summary>): void {
  summary.then(
    (said) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said)),
    () => refuse(response, 500, "what the pods use cannot be told"),
  );
}

/** `/KIND/NAMESPACE/POD/CONTAINER?query` */
function placeOf(request: IncomingMessage) {
  const url = new URL(request.url ?? "/", "https://kubelet");
  const [kind = "", namespace = "", name = "", container = ""] = url.pathname
    .split("/")
    .slice(1)
    .map(decodeURIComponent);
  return { kind, namespace, name, container, query: url.searchParams };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}

function isAdministrator({ socket }: IncomingMessage): boolean {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return false;
  const groups: unknown = socket.getPeerCertificate().subject?.O;
  return Array.isArray(groups) ? groups.includes(ADMINISTRATORS) : groups === ADMINISTRATORS;
}

const ADMINISTRATORS = "system:masters";

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(message);
}
