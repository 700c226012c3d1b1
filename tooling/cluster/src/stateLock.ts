import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Takes a state folder for this process and answers what gives it back. A lock of a process that is no more counts for
 * nothing. Throws when a living process has the folder.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, "lock");
  const own = `${process.pid} ${startTimeOf(process.pid)}`;
  for (let tries = 0; ; tries += 1) {
    try {
      writeFileSync(path, own, { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isTaken || tries > 3) throw error;
    }
    const [pid = "", startTime = ""] = read(path).split(" ");
    if (startTime !== "" && startTimeOf(Number(pid)) === startTime)
      throw new Error(`The folder ${folder} is in use by process ${pid}.`);
    rmSync(path, { force: true });
  }
}

/** When the process began, in clock ticks since boot: a pid alone may have become somebody else's. Empty: no such. */
function startTimeOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
