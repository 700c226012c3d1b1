/** One line of output. Times are worth nothing alone: where there is something to compare with, `value` is a ratio. */
export type Figure = {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  /** `x`: times what `ratio_to` names. */
  readonly unit: "x" | "ms" | "s" | "/s" | "gas" | "B" | "calls" | "rows";
  /** What was measured beside it in the same run; left out: nothing. */
  readonly ratio_to?: string;
  /** Measurements behind the value. */
  readonly n: number;
};

/** Reports figures as they are found. */
export type Report = (figure: Omit<Figure, "bench">) => void;

/** A bench reports its figures, or answers why it cannot run here. */
export type Bench = (report: Report) => Promise<{ readonly skip: string } | undefined>;

/** Counts stay whole; of anything else four digits say all that a shared machine can. */
export function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
