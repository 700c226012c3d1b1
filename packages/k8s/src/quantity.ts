const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A Kubernetes quantity (`16`, `500m`, `32Gi`, `1e3`) in its base unit: cores, bytes or devices; 0 when unreadable. */
export function parseQuantity(text: string | undefined): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:([eE][+-]?\d+)|(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi))?$/.exec(text ?? "");
  if (match === null) return 0;
  const [, digits = "0", exponent = "", suffix = ""] = match;
  return Number(`${digits}${exponent}`) * (FACTORS[suffix] ?? 0);
}

export const GIB = 2 ** 30;
