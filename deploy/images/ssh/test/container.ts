import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@worldland/testing/until";

const HERE = import.meta.dirname;
const SSHD = "/usr/sbin/sshd";
const SFTP_SERVER = "/usr/lib/openssh/sftp-server";
const BUSYBOX = "/bin/busybox";

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type SshContainer = {
  readonly root: string;
  /** Runs a program of this machine inside the container's network. */
  run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
  close(): void;
};

/** Why the entry program cannot be run here; null: it can. */
export function missingForContainer(): string | null {
  if (process.getuid?.() !== 0) return "Only root builds the container's namespaces here.";
  for (const path of [SSHD, SFTP_SERVER, BUSYBOX, "/usr/bin/ssh", "/usr/bin/unshare"]) {
    if (!existsSync(path)) return `There is no ${path} here.`;
  }
  if (!isStatic(BUSYBOX)) return `${BUSYBOX} is not static.`;
  if (!hasCompiler()) return "There is no C compiler here.";
  if (spawnSync("unshare", ["--mount", "--pid", "--net", "--fork", "true"]).status !== 0) return "No namespaces here.";
  return null;
}

export function hasCompiler(): boolean {
  return spawnSync("cc", ["--version"]).status === 0;
}

/** Compiles enter.c. @param defines for the preprocessor, e.g. where env.json lies */
export function compileEnter(target: string, defines: Readonly<Record<string, string>> = {}): void {
  const flags = Object.entries(defines).map(([name, path]) => `-D${name}="${path}"`);
  execFileSync("cc", ["-O1", "-Wall", "-Wextra", "-Werror", ...flags, "-o", target, join(HERE, "../enter.c")]);
}

/** The entry program with this machine's own sshd and these files of a Secret. Resolves when it listens. */
export async function startSshContainer(secret: Readonly<Record<string, string>>): Promise<SshContainer> {
  const root = mkdtempSync(join(tmpdir(), "worldland-ssh-"));
  layVolumes(root, secret);
  const spaces = ["--mount", "--pid", "--net", "--uts", "--fork", "--kill-child"];
  const container = spawn("unshare", [...spaces, "sh", join(HERE, "sandbox.sh"), root], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  container.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const close = () => {
    container.kill("SIGKILL");
    rmSync(root, { recursive: true, force: true });
  };
  try {
    const children = `/proc/${container.pid}/task/${container.pid}/children`;
    const pid = await until("process 1", () => readFileSync(children, "utf8").trim() || null, { deadlineMs: 20_000 });
    const run: SshContainer["run"] = (program, args, env = {}) =>
      ranOf("nsenter", ["--target", pid, "--net", program, ...args], { ...process.env, ...env });
    const listens = async () => (await run("sh", ["-c", LISTENS])).code === 0;
    await until("the server", listens, { deadlineMs: 90_000, everyMs: 100 });
    return { root, run, close };
  } catch (error) {
    close();
    throw new Error(`The container did not start: ${said}`, { cause: error });
  }
}

/** Port 22 in state "listening". */
const LISTENS = "grep -q ':0016 00000000:0000 0A' /proc/net/tcp";

function layVolumes(root: string, secret: Readonly<Record<string, string>>): void {
  const base = join(root, "worldland");
  for (const folder of ["bin", "sbin", "libexec", "empty"]) mkdirSync(join(base, folder), { recursive: true });
  copyFileSync(join(HERE, "../entry.sh"), join(base, "entry"));
  chmodSync(join(base, "entry"), 0o755);
  copyFileSync(BUSYBOX, join(base, "bin/busybox"));
  symlinkSync("busybox", join(base, "bin/sh"));
  compileEnter(join(base, "bin/enter"));
  symlinkSync(SSHD, join(base, "sbin/sshd"));
  symlinkSync(SFTP_SERVER, join(base, "libexec/sftp-server"));
  const etc = join(root, "etc/worldland");
  mkdirSync(etc, { recursive: true });
  for (const [name, text] of Object.entries(secret)) writeFileSync(join(etc, name), text, { mode: 0o400 });
}

function isStatic(program: string): boolean {
  return spawnSync("ldd", [program], { encoding: "utf8" }).status !== 0;
}

function ranOf(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, encoding: "utf8", timeout: 30_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 255), stdout, stderr });
    });
    child.stdin?.end();
  });
}
