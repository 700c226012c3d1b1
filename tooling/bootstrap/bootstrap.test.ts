import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { cleanEnvironment } from "./machine.mjs";
import { runTask } from "./runTask.mjs";
import { step } from "./step.mjs";

afterEach(() => vi.unstubAllEnvs());

describe("the door to every command", () => {
  test("a task that does not exist is answered with those that do", () => {
    const door = join(dirname(import.meta.dirname), "bootstrap.mjs");
    const { status, stderr } = spawnSync(process.execPath, [door, "fly"], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain("start");
    expect(stderr).not.toContain("at main");
  });

  test("what the outer npm was told about workspaces does not lead the inner one astray; its registry stays", () => {
    vi.stubEnv("npm_config_workspace", "apps/web");
    vi.stubEnv("npm_lifecycle_event", "start");
    vi.stubEnv("npm_config_registry", "https://registry.example/");
    vi.stubEnv("npm_config_https_proxy", "http://proxy.example/");
    const env = cleanEnvironment();
    expect(env).not.toHaveProperty("npm_config_workspace");
    expect(env).not.toHaveProperty("npm_lifecycle_event");
    expect(env).toMatchObject({
      npm_config_registry: "https://registry.example/",
      npm_config_https_proxy: "http://proxy.example/",
    });
  });

  test("the task's exit code is ours", async () => {
    expect(await runTask(process.execPath, ["-e", "process.exit(7)"], process.env)).toBe(7);
    expect(await runTask(process.execPath, ["-e", "process.kill(process.pid, 'SIGTERM')"], process.env)).toBe(143);
  });

  test.each([
    ["ENOSPC: no space left on device", "The disk is full."],
    ["getaddrinfo ENOTFOUND registry.example", "The npm registry cannot be reached."],
    ["ERR_PNPM_OUTDATED_LOCKFILE", "pnpm-lock.yaml does not fit a package.json."],
    ["npm error code E404", "does not have one of the packages."],
  ])("a step that fails with %s says: %s", async (output, sentence) => {
    const failing = step("Trying", "sh", ["-c", `echo '${output}' >&2; exit 1`], process.env);
    await expect(failing).rejects.toThrow(sentence);
  });

  test("a program that is not there is named", async () => {
    await expect(step("Trying", "no-such-program", [], process.env)).rejects.toThrow("no-such-program was not found");
  });
});
