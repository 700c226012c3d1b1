import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { V1Node } from "@kubernetes/client-node";
import { expect, it, onTestFinished, vi } from "vitest";
import { connectApi } from "./kubelet/api.ts";
import { processesNaming } from "./pod/processes.ts";
import { runOnce } from "./test/login.ts";
import { claimNodePorts } from "./test/nodePorts.ts";
import { until } from "./test/until.ts";
import { createWorkload } from "./test/workload.ts";

// Whole processes are started here, and on a busy machine each takes its time.
vi.setConfig({ testTimeout: 120_000 });

const NOBODY = 65_534;
const AS_NOBODY = ["--reuid", `${NOBODY}`, "--regid", `${NOBODY}`, "--clear-groups"];

it("an ordinary user's containers have namespaces of their own as well, and root's name in them alone", async (context) => {
  if (process.geteuid?.() !== 0) return context.skip("Every other test is this one already: not root here.");
  const script = fileURLToPath(new URL("./test/launcher.ts", import.meta.url));
  if (!mayRead(script)) return context.skip("An ordinary user cannot read this checkout.");
  const ports = await claimNodePorts();
  const stateDir = mkdtempSync(join(tmpdir(), "worldland-ordinary-"));
  chownSync(stateDir, NOBODY, NOBODY);
  chmodSync(stateDir, 0o700);
  const child = spawn("setpriv", [...AS_NOBODY, process.execPath, script, stateDir, `${ports.from}`], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { HOME: stateDir, PATH: process.env.PATH },
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await until("the processes to be gone", () => processesNaming(stateDir).length === 0);
    ports.release();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const [said]: string[] = await Promise.race([once(child.stdout.setEncoding("utf8"), "data"), once(child, "exit")]);
  const api = connectApi(readFileSync(String(said).trim(), "utf8"));
  onTestFinished(() => api.close());
  const node = await api.call<V1Node>({ method: "GET", path: "/api/v1/nodes/node-a" });
  expect(node.status?.nodeInfo?.containerRuntimeVersion).toMatch(/-(subuid|one-uid)$/);
  await createWorkload(api, { name: "ordinary", nodePort: ports.from });
  await until("the way in", async () => (await runOnce(ports.from, "true")).code === 0);
  const seen = await runOnce(ports.from, `id -u; nvidia-smi -L | wc -l; ls ${stateDir}; touch /usr/mark`);
  expect(seen.stdout).toBe("0\n1\n");
  expect(seen.stderr).toContain("No such file or directory");
  expect(seen.stderr).toContain("Read-only file system");
});

function mayRead(path: string): boolean {
  try {
    execFileSync("setpriv", [...AS_NOBODY, "cat", path, process.execPath], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
