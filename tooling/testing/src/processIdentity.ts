import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * What tells a living process from a later one with the same number: its start time. Undefined when there is none,
 * or only its corpse.
 */
export function processIdentity(pid: number): string | undefined {
  if (!existsSync("/proc/self/stat")) return ask(pid, "lstart=");
  try {
    // The name in brackets may hold anything, so count from the last bracket: state is field 3, start time field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The words of a living process's command line; empty when it is gone or hidden from us. */
export function processCommandLine(pid: number): string[] {
  if (!existsSync("/proc/self/stat")) return (ask(pid, "command=") ?? "").split(" ");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function ask(pid: number, column: string): string | undefined {
  return spawnSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() || undefined;
}
