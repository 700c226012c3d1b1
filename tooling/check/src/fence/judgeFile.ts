import { basename } from "node:path";
import { judgeImport } from "./judgeImport.ts";
import type { Reach, Source } from "./readSource.ts";
import { readSource } from "./readSource.ts";
import { isTest, isTooling } from "./rooms.ts";

const LONGEST_FILE = 300;

/** Everything that one file does against the rules of the house: `<path>:<line> <what>`. */
export function judgeFile(path: string, text: string): readonly string[] {
  const source = readSource(path, text);
  return [...imports(source), ...reaches(source), ...shape(source)];
}

function imports(source: Source): string[] {
  return source.imports.flatMap((one) => {
    const fault = judgeImport(source.path, one);
    return fault === null ? [] : [`${source.path}:${one.line} ${one.specifier} ${fault}`];
  });
}

/** Where each thing that a program must not reach for everywhere has its place. */
const PLACE: Record<Reach["what"], { readonly inside: RegExp; readonly instead: string }> = {
  "the clock": { inside: /\/time\.ts$/, instead: "take the time from the database (readClock) or the block" },
  randomness: { inside: /^packages\/core\/src\/(id|sealed)\.ts$/, instead: "ids and secrets are minted in core/id.ts" },
  "the environment": { inside: /\/env\.ts$|\.config\.(ts|mjs)$/, instead: "read it once, in env.ts" },
  "as unknown as": { inside: /^$/, instead: "parse what comes from outside; type the rest" },
  // Only a test may say that something must not compile.
  "expected type error": { inside: /\.test\.tsx?$/, instead: "fix what it hides" },
  "ignore comment": { inside: /^$/, instead: "fix what it hides" },
};

function reaches({ path, reaches }: Source): string[] {
  const isFree = isTooling(path) || isTest(path);
  return reaches.flatMap(({ what, line }) => {
    const escapes = what === "as unknown as" || what === "ignore comment" || what === "expected type error";
    if ((isFree && !escapes) || PLACE[what].inside.test(path)) return [];
    return [`${path}:${line} ${what}: ${PLACE[what].instead}`];
  });
}

function shape({ path, lines }: Source): string[] {
  const faults: string[] = [];
  if (lines > LONGEST_FILE && !isTest(path)) faults.push(`${path} has ${lines} lines: split it`);
  const isVague = /^(utils?|helpers?|managers?|services|common|misc)\.|[a-z](Utils?|Helpers?|Manager|Service)\./.test(
    basename(path),
  );
  if (isVague) faults.push(`${path}: such a name says nothing; name it after what it does`);
  return faults;
}
