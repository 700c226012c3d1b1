/**
 * Asks again until the answer is neither undefined, null nor false, and returns it. What the condition throws counts
 * as "not yet"; the last error is the cause of the error thrown when the deadline passes.
 * @param what completes the sentence "Waited 10 s for …".
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { deadlineMs = 10_000, everyMs = 25 }: { deadlineMs?: number; everyMs?: number } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const started = performance.now();
  for (;;) {
    let cause: unknown;
    try {
      const answer = await condition();
      if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
    } catch (error) {
      cause = error;
    }
    if (performance.now() - started > deadlineMs) {
      throw new Error(`Waited ${deadlineMs / 1000} s for ${what}.`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
