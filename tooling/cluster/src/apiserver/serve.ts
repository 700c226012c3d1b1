import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { KeyedCertificate } from "../pki/certificateAuthority.ts";
import { ApiFault, methodNotAllowed, statusOf } from "./apiFault.ts";
import { authenticate } from "./auth/authenticate.ts";
import { mayDo } from "./auth/authorize.ts";
import { actionOf, type Faults, handle, refused, type Server } from "./handle.ts";
import { kubeletCall, tunnel } from "./kubelet.ts";
import type { Registry } from "./registry.ts";
import { routeOf } from "./route.ts";

export type Listening = {
  readonly port: number;
  /** Breaks every open watch as a lost connection would. */
  dropConnections(): void;
  close(): Promise<void>;
};

export type ServeOptions = {
  readonly registry: Registry;
  readonly caPem: string;
  readonly serverCertificate: KeyedCertificate;
  readonly kubeletClient: KeyedCertificate;
  /** 0: any that is free. */
  readonly port: number;
  readonly faults: Faults;
};

/** The API over HTTPS, on 127.0.0.1 and nowhere else. Rejects when the port is taken. */
export async function serve(options: ServeOptions): Promise<Listening> {
  const { registry, caPem, serverCertificate, kubeletClient, faults } = options;
  let port = options.port;
  const server: Server = { registry, pages: new Map(), faults, kubeletClient, address: () => `127.0.0.1:${port}` };
  const https = createServer(
    {
      // With the authority's own, so that whoever was told its hash can find it there.
      cert: `${serverCertificate.certPem}${caPem}`,
      key: serverCertificate.keyPem,
      ca: caPem,
      requestCert: true,
      // Tokens and questions about health come without a certificate; `authenticate` judges the others.
      rejectUnauthorized: false,
      keepAliveTimeout: 60_000,
      noDelay: true,
    },
    (request, response) => {
      response.on("error", () => undefined);
      handle(server, request, response).catch(() => response.destroy());
    },
  );
  https.on("upgrade", (request, socket, head) => upgrade(server, request, socket, head));
  https.on("tlsClientError", () => undefined);
  https.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    https.once("error", reject);
    https.listen(options.port, "127.0.0.1", resolve);
  });
  port = (https.address() as AddressInfo).port;
  return {
    port,
    dropConnections: () => https.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        https.close(() => resolve());
        https.closeAllConnections();
      }),
  };
}

/** exec, attach and port-forward: the WebSocket is the kubelet's, the right to it is checked here. */
function upgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on("error", () => undefined);
  try {
    const url = new URL(request.url ?? "/", "https://127.0.0.1");
    const user = authenticate(request, server.registry.store);
    const route = routeOf(url.pathname);
    if (route === null || !["exec", "attach", "portforward"].includes(route.subresource)) throw methodNotAllowed();
    const action = actionOf(route, "create", url.searchParams);
    if (!mayDo(server.registry.store, user, action)) throw refused(user, action);
    tunnel(kubeletCall(server.registry, route, url.searchParams), server.kubeletClient, request, socket, head);
  } catch (error) {
    const fault = error instanceof ApiFault ? error : new ApiFault(500, "InternalError", "Internal error occurred");
    const body = JSON.stringify(statusOf(fault));
    socket.end(
      `HTTP/1.1 ${fault.code} ${fault.reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
}
