import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { bufferFromFileOrString, KubeConfig } from "@kubernetes/client-node";
import { ClusterFault, faultCodeOf, type StatusAnswer } from "./fault.ts";

export type ApiRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** application/json unless said. */
  readonly contentType?: string;
  /** Of a list, the objects' metadata alone: what is in them stays in the cluster. */
  readonly isMetadataEnough?: boolean;
};

export type ApiAnswer<T> = {
  readonly status: number;
  readonly body: T;
  /** The API server's own clock, from its Date header; null when it sent none. */
  readonly serverTime: Date | null;
};

/** Plain HTTPS to one API server, with the credentials of its kubeconfig. Throws `ClusterFault` and nothing else. */
export type Api = {
  /** `https://host:port`, without a slash at the end. */
  readonly server: string;
  /** PEM of the certificate authority in the kubeconfig; null: it names none. */
  readonly caPem: string | null;
  /** One call. The shape of the answer's JSON is the caller's to know; an answer that is no JSON is its text. */
  call<T>(request: ApiRequest, signal?: AbortSignal): Promise<ApiAnswer<T>>;
  /** A stream of lines. Ends with the server's end or the signal; throws when the connection breaks or idles. */
  stream(request: ApiRequest, options: StreamOptions): AsyncGenerator<string, void>;
  close(): void;
};

const METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

type StreamOptions = { readonly idleMs: number; readonly signal: AbortSignal };

type Open = (request: ApiRequest, signal: AbortSignal) => Promise<IncomingMessage>;

/**
 * Why not the generated classes: client-node makes a new agent, so a new TLS connection, for every single call, and
 * its models turn a lease's microseconds into a Date. Its KubeConfig knows every kind of credentials, and that we keep.
 */
export function connectApi(kubeconfig: string, options: { timeoutMs: number }): Api {
  const config = loadConfig(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (cluster?.server.startsWith("https://") !== true) throw new ClusterFault("invalid_spec", "kubeconfig");
  const server = cluster.server.replace(/\/+$/, "");
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const open: Open = async (request, signal) => {
    const settings: RequestOptions = {};
    await config.applyToHTTPSOptions(settings).catch((cause: unknown) => {
      throw new ClusterFault("unauthorized", "credentials of the kubeconfig", { cause });
    });
    // The kubeconfig's own agent keeps no connection; only where it goes through a proxy must it be that one.
    if (cluster.proxyUrl === undefined) settings.agent = agent;
    return send(server, settings, request, signal);
  };

  return {
    server,
    caPem: bufferFromFileOrString(cluster.caFile, cluster.caData)?.toString("utf8") ?? null,
    call: (request, signal) => call(open, request, options.timeoutMs, signal),
    stream: (request, streaming) => stream(open, request, streaming, options.timeoutMs),
    close: () => agent.destroy(),
  };
}

function loadConfig(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromString(kubeconfig);
  } catch {
    // The cause may quote the text, and the text holds keys.
    throw new ClusterFault("invalid_spec", "kubeconfig");
  }
  return config;
}

function send(
  server: string,
  settings: RequestOptions,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const query = new URLSearchParams(request.query).toString();
  const payload = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers = {
    ...settings.headers,
    accept: request.isMetadataEnough === true ? METADATA_LIST : "application/json",
    "user-agent": "worldland",
    ...(payload && { "content-type": request.contentType ?? "application/json", "content-length": payload.length }),
  };
  const url = `${server}${request.path}${query === "" ? "" : `?${query}`}`;
  const once = (mayRepeat: boolean): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      let answered = false;
      const sent = httpsRequest(url, { ...settings, method: request.method, headers, signal }, (response) => {
        answered = true;
        resolve(response);
      });
      sent.on("error", (error) => {
        // A kept connection that the server closed in the same moment. Every call of ours may be repeated.
        const stale = mayRepeat && !answered && sent.reusedSocket && "code" in error && error.code === "ECONNRESET";
        if (stale) once(false).then(resolve, reject);
        else reject(error);
      });
      sent.end(payload);
    });
  return once(true);
}

async function call<T>(open: Open, request: ApiRequest, timeoutMs: number, asked?: AbortSignal): Promise<ApiAnswer<T>> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await open(request, asked === undefined ? deadline : AbortSignal.any([deadline, asked]));
    const text = await textOf(response);
    const status = response.statusCode ?? 0;
    if (status >= 300) throw refusalOf(request, status, text);
    const isJson = response.headers["content-type"]?.includes("json") === true;
    const date = response.headers.date;
    return { status, body: isJson ? JSON.parse(text) : text, serverTime: date === undefined ? null : new Date(date) };
  } catch (error) {
    throw faultOf(request, error, deadline.aborted);
  }
}

async function* stream(
  open: Open,
  request: ApiRequest,
  { idleMs, signal }: StreamOptions,
  timeoutMs: number,
): AsyncGenerator<string, void> {
  const aborter = new AbortController();
  const abort = () => aborter.abort();
  const limited = (ms: number) => setTimeout(abort, ms);
  let timer = limited(timeoutMs);
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (signal.aborted) return;
    const response = await open(request, aborter.signal);
    if (response.statusCode !== 200) throw refusalOf(request, response.statusCode ?? 0, await textOf(response));
    response.setEncoding("utf8").on("error", () => undefined);
    let rest = "";
    for await (const chunk of response) {
      clearTimeout(timer);
      timer = limited(idleMs);
      const lines = `${rest}${chunk}`.split("\n");
      // What follows the last line break is not a line yet; cut off by the end, it never was one.
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") yield line;
    }
  } catch (error) {
    if (!signal.aborted) throw faultOf(request, error, aborter.signal.aborted);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    abort();
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += chunk;
  return text;
}

function refusalOf(request: ApiRequest, status: number, text: string): ClusterFault {
  let answer: StatusAnswer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    // A proxy's page or nothing: the status says enough.
  }
  return new ClusterFault(faultCodeOf(status, answer), nameOf(request), { status, detail: answer.message ?? null });
}

function faultOf(request: ApiRequest, error: unknown, timedOut: boolean): ClusterFault {
  if (error instanceof ClusterFault) return error;
  return new ClusterFault(timedOut ? "timeout" : "unreachable", nameOf(request), { cause: error });
}

function nameOf(request: ApiRequest): string {
  return `${request.method} ${request.path}`;
}
