import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { bundlePrograms, copyBundles } from "./bundlePrograms.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "worldland-bundle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("asked for by several at once the programs are made once, and nothing half made stays", async () => {
  const asked = await Promise.all([bundlePrograms(ROOT), bundlePrograms(ROOT), bundlePrograms(ROOT)]);
  expect(new Set(asked.map(({ worker }) => worker)).size).toBe(1);
  expect(readdirSync(dirname(dirname(asked[0].worker))).filter((name) => name.startsWith("making-"))).toEqual([]);
});

test.each(["worker", "signer"] as const)("the %s runs from its one file, wherever that lies", async (name) => {
  const path = copyBundles(await bundlePrograms(ROOT), folder)[name];
  const { status, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8", env: { PATH: process.env.PATH } });
  expect(status).toBe(1);
  expect(stderr).toContain("DATABASE_URL");
});
