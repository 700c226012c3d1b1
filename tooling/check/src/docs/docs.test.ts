import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "@worldland/run/places";
import { describe, expect, test } from "vitest";
import { generatedPages } from "./generatedPages.ts";

const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...markdownBelow("docs")];

const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;

describe("the pages", () => {
  test.each(generatedPages())("$path is what its sources say (npm run gen)", ({ is, shouldBe }) => {
    expect(is).toBe(shouldBe);
  });

  test.each(pages)("%s links to nothing, and names no file or npm script, that is not there", (page) => {
    const text = readFileSync(join(root, page), "utf8");
    const links = all(text, /\]\(([^)\s#]+)(?:#[^)]*)?\)/g).filter((link) => !/^[a-z]+:/.test(link));
    const files = all(text, /`((?:apps|packages|tooling|docs|deploy|\.ci)\/[\w./-]+)`/g);
    const scripts = all(text, /npm run ([\w:-]+)/g).filter((script) => !Object.hasOwn(SCRIPTS, script));
    const missing = [...links.map((link) => join(dirname(page), link)), ...files].filter(
      (path) => !existsSync(join(root, path)),
    );
    expect([...missing, ...scripts]).toEqual([]);
  });

  test.each(["apps/worker/src/env.ts", "apps/web/src/env.ts"])(
    "docs/operating.md explains every variable of %s",
    (path) => {
      const names = all(readFileSync(join(root, path), "utf8"), /^ {2,}([A-Z][A-Z0-9_]+): /gm);
      const page = readFileSync(join(root, "docs/operating.md"), "utf8");
      expect(names).toContain("DATABASE_URL");
      expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    },
  );

  test("the catalog has a reason for each of its packages in docs/adr/0002-dependencies.md", () => {
    const workspace = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
    const catalog = /^catalog:\n((?: {2}.*\n)+)/m.exec(workspace)?.[1] ?? "";
    const names = all(catalog, /^ {2}"?([^":\s]+)"?:/gm);
    const reasons = readFileSync(join(root, "docs/adr/0002-dependencies.md"), "utf8");
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
  });
});

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((found) => found[1] ?? "");
}

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}
