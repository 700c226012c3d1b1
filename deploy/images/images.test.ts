import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

// No image can be built here. What can be said without: what is copied is there, what is started is copied, versions are
// those of the toolchain, nothing runs as root, and every shell script is clean.

const root = join(import.meta.dirname, "../..");
const dockerfile = readFileSync(join(import.meta.dirname, "Dockerfile"), "utf8");

it("what the images copy of the repository is there, and let through", () => {
  const sources = all(/^COPY (?!--from)(.+)$/gm).flatMap((line) => line.split(" ").slice(0, -1));
  const ignore = readFileSync(join(import.meta.dirname, "Dockerfile.dockerignore"), "utf8").split("\n");
  expect(sources.length).toBeGreaterThan(5);
  for (const source of sources) {
    expect(existsSync(join(root, source)), source).toBe(true);
    expect(ignore).toContain(`!${source}`);
  }
});

it.each(["web", "worker", "signer"])("%s starts a program that its image holds, as nobody in particular", (target) => {
  const stage = stageOf(target);
  const whole = /^FROM worker /m.test(stage) ? `${stageOf("worker")}${stage}` : stage;
  const program = /^CMD \["([^"]+)"\]$/m.exec(stage)?.[1] ?? "";
  expect(existsSync(join(root, program)), program).toBe(true);
  const copied = [...whole.matchAll(/^COPY --from=\S+ .* (\S+)$/gm)].map(([, to = ""]) => to);
  expect(copied.some((folder) => program.startsWith(`${folder}/`))).toBe(true);
  expect(whole).toMatch(/^USER 1000:1000$/m);
  expect(whole).toMatch(/^ENTRYPOINT \["node"\]$/m);
});

it("the versions of Node and pnpm are those that everything is tested with", () => {
  const toolchain = readFileSync(join(root, "tooling/bootstrap/toolchain.mjs"), "utf8");
  const wanted = (name: string) => new RegExp(`^const ${name} = "([^"]+)";$`, "m").exec(toolchain)?.[1];
  expect(all(/^ARG NODE_VERSION=(.+)$/gm)).toEqual([wanted("NODE")]);
  expect(all(/^ARG PNPM_VERSION=(.+)$/gm)).toEqual([wanted("PNPM")]);
});

it("the shell scripts are clean to shellcheck", (context) => {
  if (spawnSync("shellcheck", ["--version"]).status !== 0) return context.skip("There is no shellcheck here.");
  const scripts = [
    "images/ssh/entry.sh",
    "images/ssh/install.sh",
    "images/ssh/test/sandbox.sh",
    "provider/worldland-node.sh",
  ];
  const { stdout, status } = spawnSync("shellcheck", scripts, { cwd: join(root, "deploy"), encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

function stageOf(name: string): string {
  return dockerfile.split(/^(?=FROM )/m).find((stage) => new RegExp(`^FROM \\S+ AS ${name}$`, "m").test(stage)) ?? "";
}

function all(pattern: RegExp): string[] {
  return [...dockerfile.matchAll(pattern)].map(([, found = ""]) => found);
}
