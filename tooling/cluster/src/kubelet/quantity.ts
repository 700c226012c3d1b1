const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity in its base unit (bytes, cores, devices); null when there is none or it cannot be read. */
export function readQuantity(text: string | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(text ?? "");
  return match === null ? null : Number(match[1]) * (FACTORS[match[2] ?? ""] ?? 1);
}
