import { readiness } from "@worldland/core/wire/problem";
import { until } from "@worldland/testing/until";
import type { RunningProgram } from "./programs.ts";

const DEADLINE_MS = 120_000;
/** A program that fell over this often at its start will not come up by itself. */
const HOPELESS_AFTER = 3;

/** Waits until the page answers and every part it needs says so. Throws the end of a program's log if it cannot start. */
export async function awaitReady(
  web: string,
  programs: Readonly<Record<string, RunningProgram>>,
  say: (line: string) => void,
): Promise<void> {
  let away: string[] = [];
  const ask = async (): Promise<true | Error | null> => {
    for (const [name, program] of Object.entries(programs)) {
      if (program.failures() >= HOPELESS_AFTER) return new Error(`The ${name} does not start:\n${program.logTail()}`);
    }
    const response = await fetch(`${web}/ready`, { signal: AbortSignal.timeout(5_000) });
    const { parts } = readiness.parse(await response.json());
    away = Object.entries(parts).flatMap(([part, state]) => (state === "away" ? [part] : []));
    return away.length === 0 ? true : null;
  };
  const answer = await until("the parts to be ready", ask, { deadlineMs: DEADLINE_MS, everyMs: 50 }).catch(
    (error: unknown) => {
      if (away.length === 0) throw error;
      return true;
    },
  );
  if (answer instanceof Error) throw answer;
  if (away.length > 0) say(`  up, but away: ${away.join(", ")}; see the logs`);
}
