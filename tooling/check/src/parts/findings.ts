/** What one part of the check came to. */
export type Findings = {
  /** What was looked at, e.g. `284 files`. */
  readonly looked: string;
  /** One line for each fault: where, and what is wrong. */
  readonly faults: readonly string[];
};

/** A part that could not do its work is a fault itself: it must not pass for clean. */
export function couldNotLook(why: string): Findings {
  return { looked: "nothing", faults: [why] };
}
