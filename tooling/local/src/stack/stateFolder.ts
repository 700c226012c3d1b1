import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "@worldland/cluster/stateLock";
import { claimDataFolder } from "@worldland/testing/postgresClaim";
import type { Closers } from "./closers.ts";
import { endLeftovers, type ProcessList } from "./leftovers.ts";
import type { StackOptions } from "./options.ts";

/**
 * Takes the state folder for this process alone, ends what a killed run has left in it, and empties it if a fresh
 * start was asked for. Throws a sentence when a living process has it.
 */
export async function openStateFolder(
  { stateDir, fresh }: StackOptions,
  closers: Closers,
): Promise<{ processes: ProcessList; infoPath: string }> {
  mkdirSync(stateDir, { recursive: true });
  // Containers are built by whoever their root is outside, who must pass through; what is secret in here is 0600.
  chmodSync(stateDir, 0o711);
  const unlock = lockFolder(stateDir);
  closers.push(async () => unlock());
  const infoPath = join(stateDir, "stack.json");
  rmSync(infoPath, { force: true });
  const processes = await endLeftovers(stateDir);
  closers.push(async () => processes.clear());
  if (fresh) {
    await stopPostgres(join(stateDir, "postgres"));
    for (const name of readdirSync(stateDir)) {
      if (name !== "lock" && name !== "processes.json") rmSync(join(stateDir, name), { recursive: true, force: true });
    }
  }
  return { processes, infoPath };
}

/** A server that a killed run left on a folder that is about to vanish. */
async function stopPostgres(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const release = await claimDataFolder(folder);
  release();
}
