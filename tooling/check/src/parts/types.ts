import { couldNotLook, type Findings } from "./findings.ts";
import { readCommand } from "./readCommand.ts";

/** Each package's script `typecheck`, through turbo, which remembers what is unchanged. */
export async function findTypeErrors(): Promise<Findings> {
  const args = ["run", "typecheck", "--continue=always", "--output-logs=errors-only", "--ui=stream", "--concurrency=2"];
  const { code, stdout, stderr } = await readCommand("turbo", args);
  const faults = new Set(stdout.split("\n").flatMap(typeError));
  const packages = /^\s*Tasks:.*?(\d+) total/m.exec(stdout)?.[1];
  if (packages === undefined || (code !== 0 && faults.size === 0)) {
    return couldNotLook(`turbo ended so:\n${stdout}\n${stderr}`);
  }
  return { looked: `${packages} packages`, faults: [...faults] };
}

/** `<package>:typecheck: <file>(<line>,<column>): error TS…` without the word that turbo puts before the script's name. */
function typeError(line: string): string[] {
  const found = /^(?:@worldland\/)?([^:]+):[^:]*typecheck: (.*error TS\d+: .*)$/.exec(line);
  return found ? [`${found[1]}: ${found[2]}`] : [];
}
