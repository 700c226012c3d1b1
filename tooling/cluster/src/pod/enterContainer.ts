import { type Isolation, unshareArguments } from "./isolation.ts";
import { childOf } from "./processes.ts";

const KEPT =
  "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+sys_chroot,+audit_write";

export type Entering = {
  /** Host pid of the container's pid 1. */
  readonly pid: number;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
};

/**
 * The command line that runs a command beside a container's own, in its namespaces and with no more privileges. Its
 * words are arguments and never shell text. It ends with us, and the container's end ends it. Null: the container has
 * just ended.
 */
export function enterContainer(isolation: Isolation, entering: Entering): readonly string[] | null {
  const { pid, command, env, workingDir } = entering;
  const isRoot = isolation.rung === "root";
  // Pid 1 built the namespaces from outside of the user namespace that its child, the command, lives in.
  const main = isRoot ? childOf(pid) : pid;
  if (main === null) return null;
  const user = isRoot
    ? [`--user=/proc/${main}/ns/user`, "--setuid", "0", "--setgid", "0"]
    : ["--user", "--preserve-credentials"];
  const spaces = unshareArguments("root").filter((word) => /^--(mount|pid|net|uts|ipc)$/.test(word));
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [
    ...["setpriv", "--pdeathsig", "KILL", "nsenter", "--target", String(pid), ...spaces, ...user, "--"],
    // The host's own programs, which the container sees read-only.
    ...["/usr/bin/setpriv", "--no-new-privs", "--inh-caps=-all", `--bounding-set=${KEPT}`, "--"],
    ...["/usr/bin/env", "-i", `--chdir=${workingDir}`, ...variables, ...command],
  ];
}
