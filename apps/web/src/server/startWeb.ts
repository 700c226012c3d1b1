import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { startApi } from "@worldland/api/startApi";
import { newSecret } from "@worldland/core/id";
import next from "next";
import type { WebEnv } from "../env.ts";
import { apiConfigOf } from "./apiConfig.ts";
import { clientIp } from "./clientIp.ts";
import { serveLocalNetwork } from "./localNetwork.ts";
import { contentPolicy, setSecurityHeaders } from "./securityHeaders.ts";

export type RunningWeb = {
  readonly port: number;
  /** Takes no new requests, lets running ones end, and closes what is still open after {@link GRACE_MS}. */
  stop(): Promise<void>;
};

const GRACE_MS = 5_000;
/** Longer than balancers (60 s) and busy clients keep a connection: who closes first must not be us, or a request is lost. */
const KEEP_ALIVE_MS = 75_000;
const API_PATH = /^\/(?:api\/(?:v1|trpc)|health|ready)(?:[/?]|$)/;

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** One process: the API in front, the pages behind it. `dir` is the folder of the pages. */
export async function startWeb(env: WebEnv, dir: string): Promise<RunningWeb> {
  const api = startApi({ databaseUrl: env.DATABASE_URL, config: apiConfigOf(env) });
  const serveApi = getRequestListener(
    (request, { incoming }) => api.fetch(request, { ip: clientIp(incoming, env.TRUSTED_PROXIES) }),
    { overrideGlobalObjects: false },
  );
  const pages = env.PAGES === "on" ? await openPages(env, dir) : noPages;
  const isHttps = env.PUBLIC_ORIGIN.startsWith("https:");
  const local =
    env.WORLDLAND_LOCAL && env.RPC_URL !== undefined
      ? { rpcUrl: env.RPC_URL, wallets: env.LOCAL_WALLETS, origin: env.PUBLIC_ORIGIN }
      : null;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    setSecurityHeaders(response, { isHttps });
    const path = request.url ?? "/";
    if (API_PATH.test(path)) return serveApi(request, response);
    if (local !== null && path.startsWith("/local/")) {
      return serveLocalNetwork(local, request, response).catch(() => breakOff(response));
    }
    return pages.serve(request, response);
  });
  server.on("upgrade", (request, socket, head) => pages.upgrade(request, socket, head));
  await listen(server, env);
  return {
    port: portOf(server),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      await api.close();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(timer);
      await pages.close();
    },
  };
}

type Pages = {
  serve: Listener;
  upgrade(request: IncomingMessage, socket: import("node:stream").Duplex, head: Buffer): unknown;
  close(): Promise<void>;
};

const noPages: Pages = {
  serve: (_request, response) => response.writeHead(404).end(),
  upgrade: (_request, socket) => socket.destroy(),
  close: async () => undefined,
};

async function openPages(env: WebEnv, dir: string): Promise<Pages> {
  const isDevelopment = env.NODE_ENV === "development";
  const app = next({ dev: isDevelopment, dir, hostname: env.HOST, port: env.PORT });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    serve(request, response) {
      const nonce = newSecret("");
      const policy = contentPolicy(nonce, isDevelopment);
      // Next takes the nonce for its own scripts from here, and the layout for the theme's.
      request.headers["content-security-policy"] = policy;
      request.headers["x-nonce"] = nonce;
      // Where pages that are rendered here can ask the API.
      request.headers["x-own-origin"] = ownOrigin(env.HOST, request.socket.localPort ?? env.PORT);
      response.setHeader("Content-Security-Policy", policy);
      return handle(request, response);
    },
    upgrade: app.getUpgradeHandler(),
    close: () => app.close(),
  };
}

/** Where this process reaches itself: who listens everywhere also does on loopback. */
function ownOrigin(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::") return `http://127.0.0.1:${port}`;
  return host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

function breakOff(response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(502);
  response.end();
}

function listen(server: Server, { HOST, PORT }: WebEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, HOST, resolve);
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
