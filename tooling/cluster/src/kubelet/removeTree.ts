import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import type { Isolation } from "../pod/isolation.ts";

/** Removes a folder that containers wrote in, also where its files belong to subordinate uids of ours. */
export async function removeTree(isolation: Isolation, path: string): Promise<void> {
  if (isolation.rung === "subuid") {
    const child = spawn("unshare", ["--user", "--map-root-user", "--map-auto", "--", "rm", "-rf", "--", path], {
      stdio: "ignore",
    });
    await Promise.race([once(child, "exit"), once(child, "error")]);
  }
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}
