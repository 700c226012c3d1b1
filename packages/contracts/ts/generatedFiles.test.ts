import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generatedFiles } from "./generatedFiles.ts";

test("the committed ABI and bytecode are what the sources compile to", async () => {
  for (const { name, text } of await generatedFiles()) {
    const isSame = readFileSync(new URL(name, import.meta.url), "utf8") === text;
    expect(isSame, `ts/${name} is stale: run pnpm gen in packages/contracts`).toBe(true);
  }
}, 300_000);
