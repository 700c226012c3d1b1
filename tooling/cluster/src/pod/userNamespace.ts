import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, writeFileSync } from "node:fs";
import { SANDBOX_PATH } from "./isolation.ts";

/** Uids a container has to itself, from 0 to this minus one inside. */
export const UIDS_PER_CONTAINER = 65_536;

/**
 * Makes a user namespace in which uid 0 is `firstUid` outside, and answers an open file descriptor of it. Needs uid 0.
 * The namespace lives as long as the descriptor or a process in it does.
 */
export async function createUserNamespace(firstUid: number): Promise<number> {
  const holder = spawn("unshare", ["--user", "--", "sh", "-c", "echo; read -r _"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: SANDBOX_PATH },
  });
  try {
    const entered = await Promise.race([once(holder.stdout, "data"), once(holder, "exit")]);
    if (holder.pid === undefined || holder.exitCode !== null)
      throw new Error(`no user namespace: ${String(entered[0])}`);
    const map = `0 ${firstUid} ${UIDS_PER_CONTAINER}\n`;
    writeFileSync(`/proc/${holder.pid}/uid_map`, map);
    writeFileSync(`/proc/${holder.pid}/gid_map`, map);
    return openSync(`/proc/${holder.pid}/ns/user`, "r");
  } finally {
    holder.stdin.end();
  }
}
