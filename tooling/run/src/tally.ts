/** What one suite, or all together, came to. */
export type Tally = {
  passed: number;
  failed: number;
  skipped: number;
  /** One line for each failed test, and for each thing that went wrong outside a test (counted as failed). */
  failures: string[];
  /** One line for each skip, with its reason. */
  skips: string[];
};

export function emptyTally(): Tally {
  return { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };
}

/** A whole suite that could not run, as one failure. */
export function failedTally(failure: string): Tally {
  return { ...emptyTally(), failed: 1, failures: [failure] };
}

/** A whole suite that is not run here, as one skip. */
export function skippedTally(what: string, reason: string): Tally {
  return { ...emptyTally(), skipped: 1, skips: [`${what}: ${reason}`] };
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
    skipped: tallies.reduce((sum, tally) => sum + tally.skipped, 0),
    failures: tallies.flatMap((tally) => tally.failures),
    skips: tallies.flatMap((tally) => tally.skips),
  };
}

/** The sentence that every run ends with, and that programs read. */
export function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

/** A run that tested nothing is not a success. */
export function isGreen(tally: Tally): boolean {
  return tally.failed === 0 && tally.passed > 0;
}
