import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { containerLog, type StampedLine } from "./containerLog.ts";
import { enterByDoor } from "./enterByDoor.ts";
import { enterContainer } from "./enterContainer.ts";
import { type Isolation, SANDBOX_PATH, unshareArguments } from "./isolation.ts";
import { childOf } from "./processes.ts";
import { relayConnection } from "./relayConnection.ts";
import { doorsOf, type Mount, prepareRootFileSystem } from "./rootFileSystem.ts";
import type { SimulatedGpu } from "./simulatedGpu.ts";
import { createUserNamespace } from "./userNamespace.ts";

export type ContainerRequest = {
  /** Folder that does not exist yet, the container's alone; the caller removes it after the end. */
  readonly directory: string;
  readonly hostname: string;
  readonly podIp: string;
  readonly command: readonly string[];
  readonly workingDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly gpus: readonly SimulatedGpu[];
  readonly motd: string;
  /** null: no limit. */
  readonly memoryBytes: number | null;
  /** Uid outside that is root inside (rung root), see `UIDS_PER_CONTAINER`. */
  readonly firstUid: number;
  readonly runtime: string;
};

export type ContainerExit = { readonly exitCode: number; readonly signal: string | null };

export type Container = {
  /** Host pid of the container's pid 1; its namespaces are the container's. */
  readonly pid: number;
  /** Joins an accepted, paused connection to a TCP port of the container; a refused port closes it. */
  relay(port: number, socket: Socket): void;
  /** Resolves when every process of the container is gone. */
  readonly exited: Promise<ContainerExit>;
  /**
   * The command line that runs another command inside, with these variables beside its own, see `enterContainer`;
   * null: the container has just ended.
   */
  enter(command: readonly string[], env: Readonly<Record<string, string>>): readonly string[] | null;
  /** The last 256 KiB the command wrote. */
  logs(): string;
  /** The same line by line, each with its instant. */
  stampedLogs(): readonly StampedLine[];
  /** Calls back with what it writes from now on, until the answered function is called or the container ends. */
  follow(onText: (text: string) => void): () => void;
  /** Asks the command to end. */
  terminate(): void;
  /** Ends every process of the container at once. */
  kill(): void;
};

const TERMINATE_EVERY_MS = 200;
const LOG_BYTES = 256 * 1024;

/**
 * Starts a command in namespaces and a root file system of its own. It dies with this process, whatever way that ends.
 * Resolves once the command's process exists; throws when the machine refuses to build the namespaces.
 */
export async function startContainer(isolation: Isolation, request: ContainerRequest): Promise<Container> {
  const isRoot = isolation.rung === "root";
  const spaces = unshareArguments(isolation.rung);
  mkdirSync(request.directory, { recursive: true });
  const owner = isRoot ? request.firstUid : null;
  const namespace = isRoot ? await createUserNamespace(request.firstUid) : undefined;
  try {
    const { root, fstab } = prepareRootFileSystem({ ...request, nodeBinary: process.execPath, owner });
    // Per process: three halves of the pod's limit, so that the watch over the pod's memory is what ends it.
    const data = request.memoryBytes === null ? "unlimited" : String(Math.ceil(request.memoryBytes * 1.5));
    const sandbox = [root, fstab, request.hostname, isRoot ? "join" : "inside", request.workingDir, data, "4096"];
    const env = Object.entries(request.env).map(([name, value]) => `${name}=${value}`);
    const child = spawn(
      "setpriv",
      ["--pdeathsig", "KILL", "unshare", ...spaces, "sh", SANDBOX, ...sandbox, "env", "-i", ...env, ...request.command],
      { stdio: ["ignore", "pipe", "pipe", namespace ?? "ignore"], env: { PATH: SANDBOX_PATH }, cwd: "/" },
    );
    const container = await follow(child);
    const doors = doorsOf(request.directory);
    return {
      ...container,
      enter: (command, env) =>
        enterContainer(isolation, { ...request, pid: container.pid, command, env: { ...request.env, ...env } }),
      relay(port, socket) {
        if (!enterByDoor(doors, port, socket)) relayConnection(isolation, container.pid, port, socket);
      },
    };
  } finally {
    if (namespace !== undefined) closeSync(namespace);
  }
}

const SANDBOX = fileURLToPath(new URL("./sandbox.sh", import.meta.url));

async function follow(child: ChildProcess): Promise<Omit<Container, "relay" | "enter">> {
  const output = tail(child);
  const ended = once(child, "exit").then(([code, signal]) => ({ exitCode: exitCode(code, signal), signal }));
  const outer = child.pid;
  if (outer === undefined) throw await once(child, "error").then(([error]) => error);
  const pid = await firstChild(outer, child);
  return {
    pid,
    exited: ended,
    ...output,
    // Again and again: the kernel drops a signal to a pid 1 that has not said yet what it does with it.
    terminate() {
      send(pid, "SIGTERM");
      const repeat = setInterval(() => send(pid, "SIGTERM"), TERMINATE_EVERY_MS);
      ended.finally(() => clearInterval(repeat));
    },
    // Pid 1 first: with it the kernel ends the whole pid namespace, and unshare then reports it gone.
    kill: () => {
      send(pid, "SIGKILL");
    },
  };

  function send(target: number, signal: NodeJS.Signals): void {
    if (child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(target, signal);
    } catch {
      // It has just ended by itself.
    }
  }
}

/** unshare forks pid 1 within a millisecond or two. */
async function firstChild(outer: number, child: ChildProcess): Promise<number> {
  for (let waited = 0; waited < 5_000; waited += 1) {
    const pid = childOf(outer);
    if (pid !== null && readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "sh") return pid;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  child.kill("SIGKILL");
  throw new Error("The namespaces of the container could not be made.");
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return signal === "SIGTERM" ? 143 : 137;
}

function tail(child: ChildProcess): Pick<Container, "logs" | "stampedLogs" | "follow"> {
  const log = containerLog(LOG_BYTES);
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", log.write);
  return { logs: log.text, stampedLogs: log.stamped, follow: log.follow };
}
