import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeObject } from "./object.ts";
import type { Change } from "./store.ts";

export type Kept = { readonly resource: string; readonly object: KubeObject };

/** What the store wrote, kept in a folder: one line a write, rewritten to one line an object now and then. */
export type Journal = {
  readonly objects: readonly Kept[];
  /** Higher than every version of the run before. */
  readonly version: number;
  append(change: Change, all: () => readonly Kept[]): void;
  close(): void;
};

/** Versions the last run may have given out without their line reaching the disk (the machine lost power). */
const VERSION_GAP = 1000;
const LINES_BEFORE_REWRITE = 20_000;

/** Opens or begins the journal of a folder. Its files hold Secrets and are readable by their owner only. */
export function openJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "objects.jsonl");
  const before = read(path);
  const version = before.version === 0 ? 1 : before.version + VERSION_GAP;
  let file = rewrite(path, version, before.objects);
  let lines = 0;
  return {
    objects: before.objects,
    version,
    append(change, all) {
      writeFileSync(file, `${lineOf(change)}\n`);
      if (++lines < LINES_BEFORE_REWRITE) return;
      closeSync(file);
      file = rewrite(path, change.version, all());
      lines = 0;
    },
    close: () => closeSync(file),
  };
}

type Line =
  | { readonly version: number }
  | { readonly version: number; readonly resource: string; readonly object: KubeObject; readonly gone?: true };

function lineOf({ version, resource, object, type }: Change): string {
  const line: Line = { version, resource, object, ...(type === "DELETED" ? { gone: true as const } : {}) };
  return JSON.stringify(line);
}

function read(path: string): { objects: Kept[]; version: number } {
  const objects = new Map<string, Kept>();
  let version = 0;
  for (const text of linesOf(path)) {
    const line: Line | null = parse(text);
    // A crash may cut the last line off; whoever waited for that write was never answered.
    if (line === null) break;
    version = Math.max(version, line.version);
    if (!("resource" in line)) continue;
    const { resource, object, gone } = line;
    const key = JSON.stringify([resource, object.metadata.namespace ?? "", object.metadata.name]);
    if (gone) objects.delete(key);
    else objects.set(key, { resource, object });
  }
  return { objects: [...objects.values()], version };
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function parse(text: string): Line | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Replaces the file in one step and answers it open for appending. */
function rewrite(path: string, version: number, objects: readonly Kept[]): number {
  const fresh = `${path}.new`;
  const file = openSync(fresh, "w", 0o600);
  const lines = objects.map(({ resource, object }) => JSON.stringify({ version, resource, object }));
  writeFileSync(file, `${[JSON.stringify({ version }), ...lines].join("\n")}\n`);
  fsyncSync(file);
  renameSync(fresh, path);
  return file;
}
