import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processIdentity } from "@worldland/testing/processIdentity";
import { until } from "@worldland/testing/until";

/** A process as this copy wrote it down: a number alone may have become somebody else's. */
type Known = { readonly pid: number; readonly identity: string };

/** Keeps a list of the processes of a state folder, so that a start after a SIGKILL finds what is still dying. */
export type ProcessList = { add(pid: number): void; clear(): void };

const PATIENCE_MS = 5_000;

/**
 * Ends what an earlier run, which was killed, has left running in this folder, and opens the list anew. Its guards are
 * at it already; this waits for them, so that ports and files are free.
 */
export async function endLeftovers(stateDir: string, { patienceMs = PATIENCE_MS } = {}): Promise<ProcessList> {
  const path = join(stateDir, "processes.json");
  await Promise.all(readList(path).map((one) => end(one, patienceMs)));
  const known: Known[] = [];
  const write = () => writeFileSync(path, JSON.stringify(known), { mode: 0o600 });
  write();
  return {
    add(pid) {
      const identity = processIdentity(pid);
      if (identity === undefined) return;
      known.push({ pid, identity });
      write();
    },
    clear: () => rmSync(path, { force: true }),
  };
}

function readList(path: string): Known[] {
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return []; // the run was killed while it wrote; its guards do the work
  }
}

async function end({ pid, identity }: Known, patienceMs: number): Promise<void> {
  const isGone = () => processIdentity(pid) !== identity;
  if (isGone()) return;
  // The guard of an anvil asks it to write its state down first: it is given its time.
  await until("it to go", isGone, { deadlineMs: patienceMs }).catch(() => undefined);
  if (isGone()) return;
  process.kill(pid, "SIGKILL");
  await until(`process ${pid} of the last run to end`, isGone);
}
