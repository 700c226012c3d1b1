import type { VaultMemory } from "../deps.ts";

/** The memory of a process that has just begun. */
export function newMemory(): VaultMemory {
  const key: VaultMemory["key"] = { state: "ready", wanted: 0n };
  return { waitingSince: new Map(), missingSince: new Map(), refusedAt: new Map(), key };
}
