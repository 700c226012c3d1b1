import { readdirSync, readFileSync } from "node:fs";

/** The first child of a process, or null. */
export function childOf(pid: number): number | null {
  const listed = read(`/proc/${pid}/task/${pid}/children`);
  if (listed !== null) {
    const first = listed.trim().split(" ")[0];
    return first ? Number(first) : null;
  }
  return allPids().find((candidate) => parentOf(candidate) === pid) ?? null;
}

/** Processes whose command line contains `text`. */
export function processesNaming(text: string): number[] {
  return allPids().filter((pid) => pid !== process.pid && (read(`/proc/${pid}/cmdline`) ?? "").includes(text));
}

/** Resident anonymous and shared memory in bytes of all processes that pid 1 of a container sees. */
export function memoryOf(pid: number): number {
  let total = 0;
  const folder = `/proc/${pid}/root/proc`;
  for (const name of list(folder)) {
    const status = read(`${folder}/${name}/status`);
    if (status === null) continue;
    for (const [, kib] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)) total += Number(kib) * 1024;
  }
  return total;
}

/** Nanoseconds of CPU that the processes pid 1 of a container sees have used, those that have ended and were waited for included. */
export function cpuOf(pid: number): number {
  let ticks = 0;
  const folder = `/proc/${pid}/root/proc`;
  for (const name of list(folder)) {
    const stat = read(`${folder}/${name}/stat`);
    if (stat === null) continue;
    // utime, stime, cutime, cstime: fields 14 to 17, counted behind the name, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    for (const field of fields.slice(11, 15)) ticks += Number(field);
  }
  return ticks * NANOS_PER_TICK;
}

/** `USER_HZ` is 100 on every Linux that Node runs on. */
const NANOS_PER_TICK = 10_000_000;

/** True when something in the network namespace of `pid` listens on a unix socket bound to this path. Costs little. */
export function isListeningAt(pid: number, path: string): boolean {
  const table = read(`/proc/${pid}/net/unix`) ?? "";
  return table.split("\n").some((line) => line.endsWith(` ${path}`) && line.split(" ")[3] === ACCEPTING);
}

/** `SO_ACCEPTCON` among a unix socket's flags. */
const ACCEPTING = "00010000";

/**
 * True when something in the network namespace of `pid` listens on this TCP port. Costs milliseconds: the kernel walks
 * the table of the whole machine.
 */
export function isListening(pid: number, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const pattern = new RegExp(`^\\s*\\d+: [0-9A-F]+:${hex} [0-9A-F]+:0000 0A `, "m");
  return ["tcp", "tcp6"].some((table) => pattern.test(read(`/proc/${pid}/net/${table}`) ?? ""));
}

function parentOf(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  const parent = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
  return parent === undefined ? null : Number(parent);
}

function allPids(): number[] {
  return list("/proc").map(Number);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
