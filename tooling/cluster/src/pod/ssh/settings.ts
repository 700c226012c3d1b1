import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Settings = {
  readonly hostKey: Buffer;
  /** bcrypt hash; null: nobody logs in by password. */
  readonly passwordHash: string | null;
  readonly authorizedKeys: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Path of the script to run once; null: none. */
  readonly onStart: string | null;
  /** Folder where programs installed for the container lie. */
  readonly home: string;
  /** Folder shared with the node: what listens there under a port's number is reached without the network. */
  readonly doors: string;
};

/** Reads what the Secret of the workload says. Throws when the host key is missing or env.json is not an object of strings. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const folder = env.WORLDLAND_ETC ?? "/etc/worldland";
  const onStart = join(folder, "on_start");
  return {
    hostKey: readFileSync(join(folder, "host_key")),
    passwordHash: readOptional(join(folder, "password_hash"))?.trim() || null,
    authorizedKeys: (readOptional(join(folder, "authorized_keys")) ?? "").split("\n").filter(isKeyLine),
    env: parseEnv(readOptional(join(folder, "env.json")) ?? "{}"),
    onStart: existsSync(onStart) ? onStart : null,
    home: env.HOME ?? "/root",
    doors: env.WORLDLAND_DOORS ?? "/run/worldland/doors",
  };
}

function isKeyLine(line: string): boolean {
  return line.trim() !== "" && !line.trim().startsWith("#");
}

function readOptional(path: string): string | null {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

function parseEnv(text: string): Record<string, string> {
  const parsed: unknown = JSON.parse(text || "{}");
  if (typeof parsed !== "object" || parsed === null) throw new Error("env.json is not an object");
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}
