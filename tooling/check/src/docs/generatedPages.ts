import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@worldland/run/places";
import { gasTable } from "./gasTable.ts";
import { lifecycleTable } from "./lifecycleTable.ts";
import { reasonTable } from "./reasonTable.ts";

/** Page → its generated parts: the file each follows from, as its opening mark names it, and how. */
const PAGES: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "docs/lifecycle.md": {
    "packages/core/src/rental/reason.ts": reasonTable,
    "packages/core/src/rental/testTable.ts": lifecycleTable,
  },
  "docs/ledger.md": { "packages/contracts/snapshots/vault.json": gasTable },
};
const END = "<!-- End of the generated part. -->";

export type GeneratedPage = { readonly path: string; readonly is: string; readonly shouldBe: string };

/** Every page with generated parts, as it is and as it has to be. Throws when a mark is gone. */
export function generatedPages(): readonly GeneratedPage[] {
  return Object.entries(PAGES).map(([path, parts]) => {
    const is = readFileSync(join(root, path), "utf8");
    const shouldBe = Object.entries(parts).reduce((page, [from, make]) => {
      const begin = `<!-- From ${from} by npm run gen. -->`;
      const [before, rest] = split(path, page, begin);
      const [, after] = split(path, rest, END);
      return `${before}${begin}\n\n${make()}\n\n${END}${after}`;
    }, is);
    return { path, is, shouldBe };
  });
}

function split(path: string, text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`${path} has lost its mark ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
