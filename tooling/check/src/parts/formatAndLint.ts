import { couldNotLook, type Findings } from "./findings.ts";
import { readCommand } from "./readCommand.ts";

/** Formatting, lint rules and the order of imports, as biome.json says. Warnings count. */
export async function findFormatAndLint(): Promise<Findings> {
  const { code, stdout, stderr } = await readCommand("biome", [
    "check",
    "--reporter=concise",
    "--max-diagnostics=none",
    ".",
  ]);
  const output = `${stderr}\n${stdout}`;
  const faults = output.split("\n").filter((line) => /^[×!] /.test(line));
  const files = /Checked (\d+) files/.exec(output)?.[1];
  if (files === undefined || (code !== 0 && faults.length === 0)) return couldNotLook(`biome ended so:\n${output}`);
  return { looked: `${files} files`, faults: faults.map((line) => line.slice(2)) };
}
