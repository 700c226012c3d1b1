import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";

/**
 * How containers are kept apart on this machine, best first.
 * root: own namespaces built as uid 0, then a user namespace in which the container's root is a powerless uid outside.
 * subuid: all namespaces inside a user namespace with the uids of /etc/subuid. one-uid: the same with one uid.
 */
export type Rung = "root" | "subuid" | "one-uid";

export type Isolation = {
  readonly rung: Rung;
  /** What nodes report as containerRuntimeVersion. */
  readonly version: string;
  /** One sentence about what the rung means, shown in annotations and the motd. */
  readonly sentence: string;
};

const SENTENCES: Record<Rung, string> = {
  root: "Own pid, mount, network, uts, ipc and user namespaces; root in the container is an unprivileged uid outside.",
  subuid: "Own namespaces inside a user namespace with a range of subordinate uids.",
  "one-uid": "Own namespaces inside a user namespace with a single uid.",
};

/** The arguments of unshare(1) that make a container's namespaces on a rung. */
export function unshareArguments(rung: Rung): readonly string[] {
  const spaces = ["--mount", "--pid", "--net", "--uts", "--ipc", "--propagation", "private", "--fork", "--kill-child"];
  if (rung === "root") return spaces;
  const user = rung === "subuid" ? ["--user", "--map-root-user", "--map-auto"] : ["--user", "--map-root-user"];
  return [...user, ...spaces];
}

/** Finds the best rung by trying each one. Throws an error with one clear sentence per rung when none works. */
export function probeIsolation(options: { only?: Rung } = {}): Isolation {
  const uid = process.geteuid?.() ?? -1;
  const refusals: string[] = [];
  for (const rung of ["root", "subuid", "one-uid"] as const) {
    if (options.only !== undefined && options.only !== rung) continue;
    const refusal = tryRung(rung, uid);
    if (refusal === null) return describe(rung);
    refusals.push(`${rung}: ${refusal}`);
  }
  throw new Error(`This machine cannot keep containers apart, and without that none is run (${refusals.join("; ")}).`);
}

function describe(rung: Rung): Isolation {
  return { rung, version: `worldland-local://1.0-${rung}`, sentence: SENTENCES[rung] };
}

/** Null when the rung works here, or why it does not. */
function tryRung(rung: Rung, uid: number): string | null {
  if (process.platform !== "linux") return "needs Linux";
  if (rung === "root" && uid !== 0) return "needs uid 0";
  if (rung !== "root" && uid === 0) return "is for an unprivileged user";
  if (rung === "subuid" && !hasSubordinateUids(uid)) return "no range for this user in /etc/subuid";
  for (const tool of ["unshare", "nsenter", "setpriv", "prlimit", "mount", "pivot_root", "hostname", "bash"]) {
    if (spawnSync("sh", ["-c", `command -v ${tool}`], { env: { PATH: SANDBOX_PATH } }).status !== 0) {
      return `the program ${tool} is missing`;
    }
  }
  const plain = unshareArguments(rung);
  const args = rung === "root" ? ["--user", ...plain] : plain;
  const trial = "mount -t tmpfs none /mnt && mount -t proc proc /proc";
  const tried = spawnSync("unshare", [...plain, "sh", "-c", trial], { encoding: "utf8", env: { PATH: SANDBOX_PATH } });
  if (tried.status !== 0) return (tried.stderr || String(tried.error ?? "unshare failed")).trim();
  if (rung !== "root") return null;
  const user = spawnSync("unshare", [...args, "true"], { encoding: "utf8", env: { PATH: SANDBOX_PATH } });
  return user.status === 0 ? null : (user.stderr || "user namespaces are off").trim();
}

function hasSubordinateUids(uid: number): boolean {
  try {
    // Throws for a uid without a name, which has no range either.
    const names = [String(uid), userInfo().username];
    return readFileSync("/etc/subuid", "utf8")
      .split("\n")
      .some((line) => names.includes(line.split(":")[0] ?? ""));
  } catch {
    return false;
  }
}

/** Where the sandbox looks for mount(8) and friends; never the PATH of a container. */
export const SANDBOX_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
