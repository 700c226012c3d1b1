import { join } from "node:path";
import { awaitReady } from "./awaitReady.ts";
import type { Closers } from "./closers.ts";
import { type ProgramParts, programsOf } from "./programEnv.ts";
import { type Program, type RunningProgram, runProgram } from "./programs.ts";

export type RunningPrograms = {
  readonly worker: RunningProgram;
  readonly signer: RunningProgram;
  readonly web: RunningProgram;
};

/** Runs worker, signer and web, and waits until every part says it is ready. `onStart` is told of every process. */
export async function startPrograms(
  parts: ProgramParts,
  onStart: (pid: number) => void,
  closers: Closers,
): Promise<RunningPrograms> {
  const { say, stateDir } = parts.options;
  const programs = programsOf(parts);
  const run = async (program: Program) => {
    const running = await runProgram(program, join(stateDir, "logs"), onStart);
    closers.push(() => running.stop());
    return running;
  };
  const [worker, signer, web] = await Promise.all([run(programs.worker), run(programs.signer), run(programs.web)]);
  const running = { worker, signer, web };
  await awaitReady(parts.web, running, say);
  return running;
}
