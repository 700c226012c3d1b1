import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sourceStamp } from "./sourceStamp.ts";

let root = "";
const write = (path: string, text: string) => writeFileSync(join(root, path), text);
const stamp = () => sourceStamp(root, ["app"]);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "worldland-stamp-"));
  mkdirSync(join(root, "app/node_modules"), { recursive: true });
  write("app/page.ts", "1");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe.each([
  ["in a checkout", () => execFileSync("git", ["init", "-q"], { cwd: root })],
  ["where there is no git", () => undefined],
])("the stamp of the sources, %s", (_, prepare) => {
  it("changes with what is built, and with nothing else", () => {
    prepare();
    const before = stamp();
    write("app/page.test.ts", "a test");
    write("app/node_modules/dependency.js", "installed");
    write("elsewhere.ts", "not of the pages");
    expect(stamp()).toBe(before);
    write("app/page.ts", "2");
    const changed = stamp();
    expect(changed).not.toBe(before);
    write("app/new.ts", "");
    expect(stamp()).not.toBe(changed);
  });
});
