import { setTimeout as sleep } from "node:timers/promises";

/** Asks until the answer is neither null nor false; what was thrown counts as no. Throws when the deadline has passed. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | false> | T | null | false,
  deadlineMs = 30_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  let last: unknown = null;
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(20);
  }
  throw new Error(`${what}: not within ${deadlineMs} ms`, { cause: last });
}
