import { couldNotLook, type Findings } from "./findings.ts";
import { readCommand } from "./readCommand.ts";

/** Files, exports and dependencies that nobody uses, and dependencies nobody declared, as knip.json says. */
export async function findUnused(): Promise<Findings> {
  const { code, stdout, stderr } = await readCommand("knip", ["--no-progress", "--reporter=json"]);
  const issues = parseIssues(stdout);
  if (issues === undefined) return couldNotLook(`knip ended so:\n${stdout}\n${stderr}`);
  const faults = issues.flatMap(sentences);
  return code !== 0 && faults.length === 0
    ? couldNotLook(`knip ended so:\n${stdout}`)
    : { looked: "the whole workspace", faults };
}

type Named = { readonly name: string; readonly line?: number };
type Issues = { readonly file: string } & { readonly [kind: string]: readonly Named[] | string | undefined };

function parseIssues(json: string): readonly Issues[] | undefined {
  try {
    return JSON.parse(json).issues;
  } catch {
    return undefined;
  }
}

/** knip's kinds of issue, for readers; a kind that is not here keeps knip's word. */
const SAY: Readonly<Record<string, string>> = {
  files: "nobody uses this file",
  dependencies: "does not need",
  devDependencies: "does not need",
  unlisted: "imports what its package.json does not declare:",
  unresolved: "imports what is not there:",
  exports: "nobody imports",
  types: "nobody imports the type",
};

function sentences({ file, ...kinds }: Issues): string[] {
  return Object.entries(kinds).flatMap(([kind, found]) => {
    if (found === undefined || typeof found === "string") return [];
    return found.map(({ name, line }) => {
      const where = line === undefined ? file : `${file}:${line}`;
      return `${where} ${SAY[kind] ?? `${kind}:`}${name === file ? "" : ` ${name}`}`;
    });
  });
}
