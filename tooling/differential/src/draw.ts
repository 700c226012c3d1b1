/** Numbers that look random and are the same for the same seed (xorshift). */
export type Draw = {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: bigint): bigint;
  oneOf<T>(first: T, ...others: readonly T[]): T;
  /** True once in `n` times. */
  onceIn(n: number): boolean;
};

const MASK = 2n ** 64n - 1n;

export function newDraw(seed: bigint): Draw {
  let state = ((seed + 1n) * 0x9e3779b97f4a7c15n) & MASK;
  const next = () => {
    state ^= (state << 13n) & MASK;
    state ^= state >> 7n;
    state ^= (state << 17n) & MASK;
    return state;
  };
  const below = (limit: bigint) => ((next() << 64n) | next()) % limit;
  const oneOf = <T>(first: T, ...others: readonly T[]) =>
    [first, ...others][Number(below(BigInt(others.length + 1)))] ?? first;
  return { below, oneOf, onceIn: (n) => below(BigInt(n)) === 0n };
}
