export const SECONDS_PER_HOUR = 3600;
export const MS_PER_SECOND = 1000;

/** The instant cut to its whole second. All metering is done on such instants. */
export function floorToSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / MS_PER_SECOND) * MS_PER_SECOND);
}

/** Whole seconds from `from` to `to`, both cut to the second; negative when `to` is earlier. */
export function secondsBetween(from: Date, to: Date): number {
  return (floorToSecond(to).getTime() - floorToSecond(from).getTime()) / MS_PER_SECOND;
}

export function addSeconds(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * MS_PER_SECOND);
}

export function earlier(a: Date, b: Date): Date {
  return a.getTime() <= b.getTime() ? a : b;
}

export function later(a: Date, b: Date): Date {
  return a.getTime() >= b.getTime() ? a : b;
}

/** Unix seconds of an instant, rounded down; what the vault's `uint40` fields hold. */
export function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / MS_PER_SECOND);
}

export function fromUnixSeconds(seconds: number | bigint): Date {
  return new Date(Number(seconds) * MS_PER_SECOND);
}

/** Milliseconds of this process's monotonic clock: for "unchanged for 40 s by our clock", never for facts. */
export function monotonicMs(): number {
  return performance.now();
}
