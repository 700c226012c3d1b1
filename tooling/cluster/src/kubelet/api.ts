import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";

const CALL_TIMEOUT_MS = 15_000;

/** The API server refused (`status` is its HTTP code), or could not be reached (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.reason = reason;
  }
}

export type Call = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Patches are merge patches unless said. */
  readonly contentType?: string;
};

/** One API server, with the credentials of a kubeconfig. Connections are kept, so a call costs no handshake. */
export type Api = {
  /** Throws `ApiError`. The shape of the answer is the caller's to know. */
  call<T>(call: Call): Promise<T>;
  /** The lines of a watch until it ends or the signal does. Throws `ApiError`. */
  lines(call: Call, signal: AbortSignal): AsyncGenerator<string, void>;
  readonly caPem: string | null;
  close(): void;
};

/** Opens nothing yet: connections are made by the first calls. Throws when the text is no kubeconfig. */
export function connectApi(kubeconfig: string): Api {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error("The kubeconfig names no cluster.");
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });

  const send = async (call: Call, signal: AbortSignal): Promise<IncomingMessage> => {
    const settings: RequestOptions = {};
    await config.applyToHTTPSOptions(settings);
    settings.agent = agent;
    return request(cluster.server, settings, call, signal, true);
  };

  return {
    caPem: cluster.caData ? Buffer.from(cluster.caData, "base64").toString("utf8") : null,
    async call<T>(call: Call) {
      const response = await send(call, AbortSignal.timeout(CALL_TIMEOUT_MS)).catch(unreachable);
      const text = await textOf(response).catch(unreachable);
      if ((response.statusCode ?? 0) >= 300) throw refusal(response.statusCode ?? 0, text);
      const answer: T = JSON.parse(text);
      return answer;
    },
    async *lines(call, signal) {
      const response = await send(call, signal).catch(unreachable);
      if (response.statusCode !== 200) throw refusal(response.statusCode ?? 0, await textOf(response));
      response.setEncoding("utf8");
      let rest = "";
      try {
        for await (const chunk of response) {
          const lines = (rest + chunk).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line !== "") yield line;
        }
      } catch (error) {
        unreachable(error);
      }
    },
    close: () => agent.destroy(),
  };
}

function request(
  server: string,
  settings: RequestOptions,
  call: Call,
  signal: AbortSignal,
  mayRepeat: boolean,
): Promise<IncomingMessage> {
  const payload = call.body === undefined ? undefined : JSON.stringify(call.body);
  const type = call.contentType ?? (call.method === "PATCH" ? "application/merge-patch+json" : "application/json");
  const headers = {
    ...settings.headers,
    accept: "application/json",
    ...(payload === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(payload) }),
  };
  const query = new URLSearchParams(call.query).toString();
  const url = `${server.replace(/\/$/, "")}${call.path}${query === "" ? "" : `?${query}`}`;
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, { ...settings, method: call.method, headers, signal }, resolve);
    sent.on("error", (error) => {
      // A kept connection may have been closed by the server in the very moment it was used again.
      const isStale = mayRepeat && sent.reusedSocket && "code" in error && error.code === "ECONNRESET";
      if (isStale) request(server, settings, call, signal, false).then(resolve, reject);
      else reject(error);
    });
    sent.end(payload);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += chunk;
  return text;
}

function unreachable(error: unknown): never {
  throw new ApiError(0, "Unreachable", error instanceof Error ? error.message : String(error));
}

function refusal(status: number, text: string): ApiError {
  try {
    const answer: { reason?: string; message?: string } = JSON.parse(text);
    return new ApiError(status, answer.reason ?? "", answer.message ?? text);
  } catch {
    return new ApiError(status, "", text.slice(0, 500));
  }
}
