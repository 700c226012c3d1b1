import { posix } from "node:path";
import type { Import } from "./readSource.ts";
import { isTest, isTooling, RESERVED, ROOMS, roomOf, TESTING } from "./rooms.ts";

/** Why the file at `path` may not import that; null when it may. Paths are relative to the repository's root. */
export function judgeImport(path: string, { specifier, isType, names }: Import): string | null {
  const room = roomOf(path);
  if (room === undefined || specifier.startsWith("node:")) return null;
  if (specifier.startsWith(".")) return judgeRelative(path, room, posix.join(posix.dirname(path), specifier));
  const name = packageOf(specifier);
  const own = name.startsWith("@worldland/") ? name.slice("@worldland/".length) : undefined;
  if (own !== undefined) return judgeWorkspace(path, room, { name: own, specifier, isType });
  return judgeNpm(path, room, name, names);
}

function judgeRelative(path: string, room: string, target: string): string | null {
  if (!`${target}/`.startsWith(`${room}/`)) return `reaches out of ${room} by a path; import the package by its name`;
  return isTest(target) && !isTest(path) && !isTooling(path) ? "is for tests only" : null;
}

function judgeWorkspace(
  path: string,
  room: string,
  { name, specifier, isType }: { name: string; specifier: string; isType: boolean },
): string | null {
  if (isTest(specifier) && !isTest(path) && !isTooling(path)) return "is for tests only";
  if (isTooling(path) || `packages/${name}` === room || `apps/${name}` === room) return null;
  const allowed = ROOMS[room];
  if (allowed === undefined) return `is imported by ${room}, which rooms.ts does not know`;
  if (isTest(path) && (name === TESTING || `packages/${name}` in ROOMS)) return null;
  if (allowed.workspace.includes(name)) return null;
  if (allowed.typesOf?.includes(name)) return isType ? null : "may be imported as types only";
  return `may not be imported by ${room}`;
}

function judgeNpm(path: string, room: string, name: string, names: readonly string[]): string | null {
  if (isTooling(path) || isTest(path)) return null;
  const allowed = ROOMS[room];
  if (allowed === undefined) return `is imported by ${room}, which rooms.ts does not know`;
  if (allowed.npm !== undefined && !allowed.npm.includes(name)) return `may not be imported by ${room}`;
  const owners = RESERVED[name];
  if (owners !== undefined && !owners.includes(room)) return `belongs to ${owners.join(" and ")}`;
  if (room !== "packages/contracts" && name === "viem" && names.some((one) => one.startsWith("parseAbi"))) {
    return "makes an ABI, which only packages/contracts may know";
  }
  return null;
}

function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? specifier);
}
