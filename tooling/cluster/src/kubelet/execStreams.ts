import { spawn } from "node:child_process";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { spawn as spawnPty } from "@lydell/node-pty";
import { type WebSocket, WebSocketServer } from "ws";
import { SANDBOX_PATH } from "../pod/isolation.ts";
import { resizeTerminal } from "../pod/ssh/resizeTerminal.ts";
import type { Container } from "../pod/startContainer.ts";

export type ExecStreams = {
  /** Takes over a connection that asks to become a WebSocket, and runs what its query says. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer, asked: Asked): void;
  close(): void;
};

type Asked = { readonly container: Container; readonly query: URLSearchParams };

/** First byte of every message, as Kubernetes' remotecommand protocol has it. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;
/** v5 can close standard input on its own; v4 is what older clients speak. */
const PROTOCOLS = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

/** The kubelet's side of `kubectl exec`: standard streams, a terminal if asked for, and how it ended. */
export function execStreams(): ExecStreams {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
  });
  return {
    open: (request, socket, head, asked) =>
      server.handleUpgrade(request, socket, head, (webSocket) => serveExec(webSocket, asked)),
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function serveExec(webSocket: WebSocket, { container, query }: Asked): void {
  webSocket.on("error", () => webSocket.terminate());
  const command = query.getAll("command");
  const hasTerminal = isOn(query, "tty");
  const line = container.enter(command, hasTerminal ? { TERM: "xterm" } : {});
  if (webSocket.protocol === "" || line === null || command.length === 0) {
    webSocket.close(1002, "no such exec");
    return;
  }
  const send = (channel: number, data: Buffer | string) => webSocket.send(frame(channel, data));
  const end = (exitCode: number) => {
    send(CHANNEL.error, JSON.stringify(statusOfExit(exitCode)));
    webSocket.close(1000);
  };
  const run = hasTerminal ? runOnTerminal(line, send, end) : runOnPipes(line, send, end);
  webSocket.on("message", (message) => {
    // As ws hands over messages unless told otherwise.
    if (!Buffer.isBuffer(message)) return;
    const [channel] = message;
    const data = message.subarray(1);
    if (channel === CHANNEL.stdin) run.write(data);
    if (channel === CHANNEL.close && data[0] === CHANNEL.stdin) run.endInput();
    if (channel === CHANNEL.resize) run.resize(data);
  });
  webSocket.on("close", () => run.kill());
  if (!isOn(query, "input")) run.endInput();
}

type Send = (channel: number, data: Buffer | string) => void;
type Run = { write(data: Buffer): void; endInput(): void; resize(data: Buffer): void; kill(): void };

function runOnPipes([program = "", ...args]: readonly string[], send: Send, end: (exitCode: number) => void): Run {
  const child = spawn(program, args, { stdio: "pipe", env: { PATH: SANDBOX_PATH }, cwd: "/" });
  child.stdin.on("error", () => undefined);
  child.stdout.on("data", (data: Buffer) => send(CHANNEL.stdout, data));
  child.stderr.on("data", (data: Buffer) => send(CHANNEL.stderr, data));
  child.on("error", () => end(NOT_RUN));
  child.on("close", (code) => end(code ?? KILLED));
  return {
    write: (data) => child.stdin.write(data),
    endInput: () => child.stdin.end(),
    resize: () => undefined,
    kill: () => child.kill("SIGKILL"),
  };
}

function runOnTerminal([program = "", ...args]: readonly string[], send: Send, end: (exitCode: number) => void): Run {
  const place = { name: "xterm", env: { PATH: SANDBOX_PATH }, cwd: "/", encoding: null };
  const terminal = spawnPty(program, args, place);
  const decoder = new StringDecoder("utf8");
  terminal.onData((data) => send(CHANNEL.stdout, data));
  let alive = true;
  terminal.onExit(({ exitCode }) => {
    alive = false;
    end(exitCode);
  });
  return {
    write: (data) => terminal.write(decoder.write(data)),
    endInput: () => undefined,
    resize(data) {
      const size = sizeIn(data);
      if (alive && size !== null) resizeTerminal(terminal, size.cols, size.rows);
    },
    kill() {
      if (alive) terminal.kill("SIGHUP");
    },
  };
}

/** The API server tells a kubelet of a stream by `1`. */
function isOn(query: URLSearchParams, name: string): boolean {
  return query.get(name) === "1";
}

const NOT_RUN = 126;
const KILLED = 137;

/** `{"Width":80,"Height":24}` */
function sizeIn(data: Buffer): { cols: number; rows: number } | null {
  try {
    const { Width: cols, Height: rows } = JSON.parse(data.toString("utf8"));
    return [cols, rows].every((side) => Number.isInteger(side) && side > 0 && side < 10_000) ? { cols, rows } : null;
  } catch {
    return null;
  }
}

function frame(channel: number, data: Buffer | string): Buffer {
  return Buffer.concat([Buffer.of(channel), Buffer.from(data)]);
}

/** How a command ended, as clients read it from the error channel. */
function statusOfExit(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
  };
}
