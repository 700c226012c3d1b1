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

function sentences({ file, ...kinds }: Issues): string[] {
  return Object.entries(kinds).flatMap(([kind, found]) =>
    typeof found === "string"
      ? []
      : (found ?? []).map(({ name, line }) => `${file}${line ? `:${line}` : ""} ${kind}: ${name}`),
  );
}
