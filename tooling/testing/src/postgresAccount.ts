import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chownSync, existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How a program of Postgres is started: PostgreSQL refuses to run as root, so root lends it another identity. */
export type PostgresAccount = {
  /** What comes before the program on the command line. */
  prefix: readonly string[];
  /** For spawn. */
  ids: { uid?: number; gid?: number };
  /** Whose the data must be; absent where it is the user's own anyway. */
  owner?: { uid: number; gid: number };
};

/**
 * Finds an identity under which Postgres can run from `binary` with its data in `folder`, and gives it the folder.
 * An ordinary user is that identity already. Root tries, in this order: the user nobody; nobody with the capability
 * to pass closed folders (a checkout below a 0700 home); a user namespace in which root is called nobody.
 * @throws with what was tried, when none can.
 */
export function postgresAccount(binary: string, folder: string): PostgresAccount {
  const tried: string[] = [];
  for (const account of candidates()) {
    const fault = tryAccount(account, binary, folder);
    if (fault === undefined) return account;
    tried.push(`${account.prefix[0] ?? `user ${account.ids.uid ?? "as it is"}`}: ${fault}`);
  }
  throw new Error(`PostgreSQL cannot run here. Tried ${tried.join("; ")}.`);
}

/** Hands a file, or a folder with all that is in it, to the account. */
export function giveTo(path: string, owner: PostgresAccount["owner"]): void {
  if (!owner) return;
  const found = lstatSync(path);
  if (found.uid === owner.uid && found.gid === owner.gid) return;
  if (found.isDirectory()) for (const name of readdirSync(path)) giveTo(join(path, name), owner);
  // The folder itself last: if this stops half way, the next start sees the wrong owner and goes on.
  chownSync(path, owner.uid, owner.gid);
}

function candidates(): PostgresAccount[] {
  if (process.getuid?.() !== 0) return [{ prefix: [], ids: {} }];
  const owner = nobody();
  const setpriv = ["setpriv", `--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"];
  const passing = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"];
  const unshare = ["unshare", "--user", `--map-user=${owner.uid}`, `--map-group=${owner.gid}`];
  return [
    { prefix: [], ids: owner, owner },
    { prefix: [...setpriv, ...passing], ids: {}, owner },
    { prefix: unshare, ids: {}, owner: { uid: 0, gid: 0 } },
  ];
}

/** initdb insists on an identity that /etc/passwd knows. */
function nobody(): { uid: number; gid: number } {
  const passwd = existsSync("/etc/passwd") ? readFileSync("/etc/passwd", "utf8") : "";
  const found = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd);
  return { uid: Number(found?.[1] ?? 65_534), gid: Number(found?.[2] ?? 65_534) };
}

/** Undefined when it works; otherwise why not. Does the two things that fail when a folder above is closed. */
function tryAccount(account: PostgresAccount, binary: string, folder: string): string | undefined {
  try {
    giveTo(folder, account.owner);
    const script = 'cd "$2" && test -w . && exec "$1" --version';
    const result = runAs(account, ["sh", "-c", script, "sh", binary, folder]);
    if (result.status === 0) return undefined;
    return result.error?.message ?? (result.stderr.trim() || `exit code ${result.status}`);
  } catch (error) {
    return String(error);
  }
}

/** Runs a short command as the account and waits for it. */
export function runAs(account: PostgresAccount, commandLine: readonly string[]): SpawnSyncReturns<string> {
  const [command = "", ...args] = [...account.prefix, ...commandLine];
  return spawnSync(command, args, { ...account.ids, cwd: "/", encoding: "utf8", timeout: 120_000 });
}
