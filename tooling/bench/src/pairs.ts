/** Seconds that each of two alternatives took in one pair. */
export type Pair = { readonly ours: number; readonly theirs: number };

/**
 * Measures two alternatives in turn, each first as often as the other, so that what the machine does meanwhile hits
 * both. The first pair only warms up.
 */
export async function interleaved(
  count: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 0; index <= count; index++) {
    const first = index % 2 === 0 ? await ours() : await theirs();
    const second = index % 2 === 0 ? await theirs() : await ours();
    pairs.push(index % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  return pairs.slice(1);
}

/** Seconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Runs every task, `concurrency` of them at a time. */
export async function runAll(tasks: readonly (() => Promise<unknown>)[], concurrency: number): Promise<void> {
  const rest = tasks.values();
  const runner = async () => {
    for (const task of rest) await task();
  };
  await Promise.all(Array.from({ length: concurrency }, runner));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share `q` (0 … 1) of the values lies; of none, NaN. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
