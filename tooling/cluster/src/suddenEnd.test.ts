import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it, vi } from "vitest";
import { type Api, connectApi } from "./kubelet/api.ts";
import { startLocalCluster } from "./localCluster.ts";
import { processesNaming } from "./pod/processes.ts";
import { login, run, runOnce } from "./test/login.ts";
import { claimNodePorts } from "./test/nodePorts.ts";
import { node } from "./test/nodes.ts";
import { until } from "./test/until.ts";
import { createWorkload } from "./test/workload.ts";

// Whole processes are started here, and on a busy machine each takes its time.
vi.setConfig({ testTimeout: 120_000 });

const stateDir = mkdtempSync(join(tmpdir(), "worldland-sudden-"));
const ports = await claimNodePorts();
const launched: ChildProcess[] = [];

afterAll(async () => {
  for (const child of launched) child.kill("SIGKILL");
  await until("the processes to be gone", () => processesNaming(stateDir).length === 0);
  ports.release();
  rmSync(stateDir, { recursive: true, force: true });
});

it("killed outright, a cluster leaves no process behind, and the next start brings its pods back", async () => {
  const { child, api } = await launch();
  await createWorkload(api, { name: "survivor", nodePort: ports.from, gpuCount: 2 });
  await until("the way in", async () => (await runOnce(ports.from, "true")).code === 0, 30_000);
  const home = await runOnce(ports.from, "nvidia-smi -L");
  const client = await login(ports.from);
  // One that ignores every signal it can, with a session open: only the kernel ends it.
  await run(client, "trap '' HUP TERM INT; setsid nohup sleep 3600 >/dev/null 2>&1 & sleep 0.1");
  const pids = processesNaming(stateDir);
  expect(pids.length).toBeGreaterThan(1);
  const sleeping = processesNaming("sleep\x003600");
  expect(sleeping.length).toBeGreaterThan(0);

  child.kill("SIGKILL");
  await once(child, "exit");
  await until("the containers to end", () => [...pids, ...sleeping].every((pid) => !isAlive(pid)), 5_000);
  client.destroy();
  api.close();

  const again = await launch();
  await until(
    "the way back in",
    async () => (await runOnce(ports.from, "nvidia-smi -L")).stdout === home.stdout,
    30_000,
  );
  again.child.kill("SIGTERM");
  again.api.close();
});

it("refuses a folder that a living process has, and says which", async () => {
  const { child, api } = await launch();
  const options = { stateDir, nodePortRange: [ports.from, ports.to], nodes: [node("node-a")] } as const;
  await expect(startLocalCluster(options)).rejects.toThrow(`in use by process ${child.pid}`);
  api.close();
  child.kill("SIGKILL");
  await once(child, "exit");
  const cluster = await startLocalCluster(options);
  await cluster.close();
  expect(processesNaming(stateDir)).toEqual([]);
});

async function launch(): Promise<{ child: ChildProcess; api: Api }> {
  await Promise.all(launched.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
  const script = fileURLToPath(new URL("./test/launcher.ts", import.meta.url));
  const child = spawn(process.execPath, [script, stateDir, String(ports.from)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  launched.push(child);
  const [kubeconfigPath]: string[] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, api: connectApi(readFileSync((kubeconfigPath ?? "").trim(), "utf8")) };
}

/** A zombie is dead. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
}
