import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { PseudoTtyInfo, ServerChannel, Session } from "ssh2";
import { resizeTerminal } from "./resizeTerminal.ts";
import type { Settings } from "./settings.ts";
import { serveSftp } from "./sftp.ts";

const PATH = "/opt/worldland/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

type Terminal = { readonly info: PseudoTtyInfo; resize: (cols: number, rows: number) => void };

/** Serves one session: a login shell on a pty, a command, or sftp. Agent and X11 forwarding are refused by default. */
export function serveSession(session: Session, settings: Settings): void {
  let terminal: Terminal | undefined;
  const asked: Record<string, string> = {};
  session.on("pty", (accept, _reject, info) => {
    terminal = { info, resize: () => {} };
    accept?.();
  });
  session.on("window-change", (accept, _reject, info) => {
    terminal?.resize(info.cols, info.rows);
    accept?.();
  });
  session.on("env", (accept, reject, info) => {
    if (!/^(LANG|LC_[A-Z]+)$/.test(info.key)) return reject?.();
    asked[info.key] = info.val;
    accept?.();
  });
  session.on("shell", (accept) => {
    if (terminal) void serveTerminal(accept(), terminal, ["-l"], environment(settings, asked), settings);
    else servePipes(accept(), ["-l"], environment(settings, asked), settings);
  });
  session.on("exec", (accept, _reject, info) => {
    const args = ["-c", info.command];
    if (terminal) void serveTerminal(accept(), terminal, args, environment(settings, asked), settings);
    else servePipes(accept(), args, environment(settings, asked), settings);
  });
  session.on("sftp", (accept) => serveSftp(accept(), settings.home));
}

/** What a shell or a command sees: the customer's variables last and literally. */
function environment(settings: Settings, asked: Record<string, string>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of ["NVIDIA_VISIBLE_DEVICES", "HOSTNAME"]) {
    const value = process.env[name];
    if (value !== undefined) given[name] = value;
  }
  const own = { HOME: settings.home, USER: "root", LOGNAME: "root", SHELL: "/bin/bash", LANG: "C.UTF-8", PATH };
  return { ...own, ...given, ...asked, ...settings.env };
}

async function serveTerminal(
  channel: ServerChannel,
  terminal: Terminal,
  args: readonly string[],
  env: Record<string, string>,
  settings: Settings,
): Promise<void> {
  const { spawn: spawnPty } = await import("@lydell/node-pty");
  const { cols, rows, term } = withTerm(terminal.info);
  const shell = spawnPty("/bin/bash", [...args], {
    name: term,
    cols: cols || 80,
    rows: rows || 24,
    cwd: settings.home,
    env: { ...env, TERM: term },
    encoding: null,
  });
  terminal.resize = (width, height) => {
    if (width > 0 && height > 0) resizeTerminal(shell, width, height);
  };
  const decoder = new StringDecoder("utf8");
  if (args[0] === "-l") channel.write(motd(settings.home));
  shell.onData((data) => {
    if (channel.write(data)) return;
    shell.pause();
    channel.once("drain", () => shell.resume());
  });
  channel.on("data", (data: Buffer) => shell.write(decoder.write(data)));
  let alive = true;
  shell.onExit(({ exitCode, signal }) => {
    alive = false;
    leave(channel, exitCode, signal ? "HUP" : null);
  });
  channel.on("close", () => {
    if (alive) shell.kill("SIGHUP");
  });
}

function servePipes(
  channel: ServerChannel,
  args: readonly string[],
  env: Record<string, string>,
  settings: Settings,
): void {
  const child: ChildProcess = spawn("/bin/bash", [...args], { cwd: settings.home, env, stdio: "pipe", detached: true });
  child.stdout?.pipe(channel, { end: false });
  child.stderr?.pipe(channel.stderr, { end: false });
  if (child.stdin) channel.pipe(child.stdin);
  // A command that stops reading, or never starts, must not take the server with it.
  child.stdin?.on("error", () => {});
  child.on("error", () => leave(channel, 127, null));
  child.on("close", (code, signal) => leave(channel, code ?? 255, signal?.replace(/^SIG/, "") ?? null));
  channel.on("close", () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.stdin?.destroy();
  });
}

function leave(channel: ServerChannel, code: number, signal: string | null): void {
  if (signal !== null) channel.exit(signal, false, "");
  else channel.exit(code);
  channel.end();
}

function withTerm(info: PseudoTtyInfo): { cols: number; rows: number; term: string } {
  const term = "term" in info && typeof info.term === "string" && info.term !== "" ? info.term : "xterm-256color";
  return { cols: info.cols, rows: info.rows, term };
}

function motd(home: string): string {
  if (existsSync(join(home, ".hushlogin")) || !existsSync("/etc/motd")) return "";
  return readFileSync("/etc/motd", "utf8").replace(/\n/g, "\r\n");
}
