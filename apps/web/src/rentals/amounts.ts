/** A unit that a figure is written in: `size` of the figure's own are one of it. */
export type Unit = { readonly name: string; readonly size: number };

const UNITS: readonly Unit[] = [
  { name: "GiB", size: 2 ** 30 },
  { name: "MiB", size: 2 ** 20 },
];
const SMALLEST: Unit = { name: "KiB", size: 2 ** 10 };

/** The largest unit of which an amount of bytes is at least one. */
export function bytesUnit(bytes: number): Unit {
  return UNITS.find(({ size }) => bytes >= size) ?? SMALLEST;
}

/** `17 MiB`, `0.25 cores`. */
export function amountText(value: number, { name, size }: Unit): string {
  return `${short(value / size)} ${name}`;
}

/** Three digits that say something, no more. */
export function short(value: number): string {
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))}`;
}
