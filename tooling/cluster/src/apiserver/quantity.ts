const FACTORS: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 10n ** 3n,
  m: 10n ** 6n,
  "": 10n ** 9n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 10n ** 9n * 2n ** 10n,
  Mi: 10n ** 9n * 2n ** 20n,
  Gi: 10n ** 9n * 2n ** 30n,
  Ti: 10n ** 9n * 2n ** 40n,
  Pi: 10n ** 9n * 2n ** 50n,
  Ei: 10n ** 9n * 2n ** 60n,
};

/** A Kubernetes quantity (`500m`, `32Gi`, `1e3`, 4) in billionths of its unit, exactly; null: it is none. */
export function parseQuantity(quantity: unknown): bigint | null {
  const match = /^([+-]?)(\d+)?(?:\.(\d*))?(?:[eE]([+-]?\d{1,2})|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/.exec(
    String(quantity),
  );
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent = "0", suffix = ""] = match;
  if (whole === "" && fraction === "") return null;
  const factor = FACTORS[suffix] ?? 1n;
  const power = Number(exponent);
  const digits = BigInt(`${whole}${fraction}`) * factor * 10n ** BigInt(Math.max(0, power));
  const divisor = 10n ** BigInt(fraction.length + Math.max(0, -power));
  // Finer than a billionth is rounded up, as the real parser does.
  const amount = (digits + divisor - 1n) / divisor;
  return sign === "-" ? -amount : amount;
}

/** The amount, 0 where there is none. */
export function amountOf(quantity: unknown): bigint {
  return quantity === undefined ? 0n : (parseQuantity(quantity) ?? 0n);
}
