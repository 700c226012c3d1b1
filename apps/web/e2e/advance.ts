import { execFile } from "node:child_process";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { STACK_VARIABLE } from "./network.ts";

const ADVANCE = resolve(import.meta.dirname, "../../../tooling/local/src/bin/advance.ts");

/** Steps the clock of the network under test, chain included, by the command that its operator has. */
export async function advance(seconds: number): Promise<void> {
  const state = dirname(process.env[STACK_VARIABLE] ?? "");
  await promisify(execFile)(process.execPath, [ADVANCE, `${seconds}`, state]);
}
