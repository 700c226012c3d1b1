/** Prints what happens, each step with its time, and keeps count of what did not hold. */
export type Story = {
  chapter(title: string): void;
  /** Runs one step and prints what it answers. A step that throws is printed and ends its chapter. */
  step<T>(title: string, run: () => Promise<T>, tell?: (value: T) => string): Promise<T>;
  failures(): number;
  fail(sentence: string): void;
};

export function startStory(say: (line: string) => void): Story {
  let failures = 0;
  const fail = (sentence: string) => {
    failures += 1;
    say(`  ✗ ${sentence}`);
  };
  return {
    chapter: (title) => say(`\n${title}`),
    async step(title, run, tell) {
      const began = performance.now();
      try {
        const value = await run();
        const told = tell?.(value) ?? "";
        say(`  ✓ ${title.padEnd(58)} ${timeSince(began)}${told === "" ? "" : `  ${told}`}`);
        return value;
      } catch (error) {
        say(`  ✗ ${title.padEnd(58)} ${timeSince(began)}`);
        throw error;
      }
    },
    failures: () => failures,
    fail,
  };
}

function timeSince(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(2)} s`.padStart(8);
}

/** A fact of the story that must hold. Throws the sentence, with both values, when it does not. */
export function expectEqual<T>(what: string, found: T, wanted: T): void {
  if (found !== wanted) throw new Error(`${what} is ${found}, not ${wanted}`);
}

export function expectTrue(what: string, holds: boolean): void {
  if (!holds) throw new Error(`it does not hold that ${what}`);
}
