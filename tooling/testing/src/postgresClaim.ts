import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processCommandLine, processIdentity } from "./processIdentity.ts";
import { until } from "./until.ts";

/**
 * Makes this process the only one that runs a server on the folder, and stops a server that a dead one left running
 * there. Returns how to give the folder up again.
 * @throws when a living process holds it.
 */
export async function claimDataFolder(folder: string): Promise<() => void> {
  const claim = join(folder, "claimed-by");
  const holder = existsSync(claim) ? readFileSync(claim, "utf8") : "";
  const [pid, started] = holder.split(" ");
  const isFree = () => started === undefined || processIdentity(Number(pid)) !== started;
  // A moment of patience: one that was just killed is still dying.
  await until("the other process to let go", isFree, { deadlineMs: 1_000 }).catch(() => {
    throw new Error(`The database in ${folder} is in use by process ${pid}. Stop that one first, or use another copy.`);
  });
  writeFileSync(claim, `${process.pid} ${processIdentity(process.pid)}`);
  await stopOrphan(join(folder, "data"));
  return () => rmSync(claim, { force: true });
}

async function stopOrphan(data: string): Promise<void> {
  const lock = join(data, "postmaster.pid");
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, "utf8").split("\n")[0]);
  // Fast shutdown, immediate shutdown, and the one that nobody refuses.
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!isServerOf(pid, data)) break;
    process.kill(pid, signal);
    await until("an orphaned PostgreSQL to stop", () => !isServerOf(pid, data)).catch(() => {});
  }
  // Left by a server that was killed. Its number may be another program's by now, and then PostgreSQL would not start.
  rmSync(lock, { force: true });
}

function isServerOf(pid: number, data: string): boolean {
  return processIdentity(pid) !== undefined && processCommandLine(pid).includes(data);
}
