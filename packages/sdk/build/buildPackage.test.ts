import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPackage } from "./buildPackage.ts";

const PACKAGE = dirname(import.meta.dirname);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "worldland-consumer-"));
  const modules = join(folder, "node_modules");
  buildPackage(join(modules, "@worldland/sdk"));
  mkdirSync(join(modules, "@trpc"));
  for (const name of ["@trpc/client", "@trpc/server", "eventsource", "viem"]) {
    symlinkSync(join(PACKAGE, "node_modules", name), join(modules, name));
  }
  symlinkSync(join(PACKAGE, "../core/node_modules/zod"), join(modules, "zod"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the published package, in an empty folder", () => {
  it("runs as plain JavaScript", () => {
    const script = `
      import { createClient } from "@worldland/sdk";
      import { ApiError } from "@worldland/sdk/apiError";
      const client = createClient({ url: "http://127.0.0.1:1" });
      const error = await client.network().catch((cause) => cause);
      console.log(error instanceof ApiError, error.code);`;
    const args = ["--no-experimental-strip-types", "--input-type=module", "-e", script];
    expect(execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).trim()).toBe("true unreachable");
  });

  it("types calls and answers, and refuses what does not fit", () => {
    const program = `
      import { createClient } from "@worldland/sdk";
      const client = createClient({ url: "http://127.0.0.1:1" });
      const job = await client.rentals.get("job_x");
      export const seconds: number = job.metered_seconds;
      export const status: "creating" | "running" | "stopping" | "stopped" | "failed" | "expired" = job.status;
      // @ts-expect-error: a job has no such field
      job.nonsense;
      // @ts-expect-error: hours are a number
      await client.rentals.quote({ gpu_count: 1, cpu_cores: 2, memory_gb: 8, storage_gb: 20, duration_hours: "1" });`;
    writeFileSync(join(folder, "program.ts"), program);
    const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
    const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2024", "--module", "nodenext"];
    const args = [tsc, ...flags, "--types", "", "program.ts"];
    expect(execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" })).toBe("");
  });

  it("holds no code of the server and nothing of this workspace's own", () => {
    const root = join(folder, "node_modules/@worldland/sdk");
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.(js|d\.ts)$/.test(name));
    expect(files.filter((name) => name.startsWith("api/")).sort()).toEqual([
      "api/context.d.ts",
      "api/router.d.ts",
      "api/trpc.d.ts",
    ]);
    const strays = files.filter((name) =>
      /@worldland\/|drizzle|from "node:/.test(readFileSync(join(root, name), "utf8")),
    );
    expect(strays).toEqual([]);
  });
});
