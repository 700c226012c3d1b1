import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { Exec, KubeConfig, type V1Pod, type V1Status } from "@kubernetes/client-node";
import { spawn as spawnPty } from "@lydell/node-pty";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectApi } from "./kubelet/api.ts";
import { type LocalCluster, startLocalCluster } from "./localCluster.ts";
import { processesNaming } from "./pod/processes.ts";
import { claimNodePorts } from "./test/nodePorts.ts";
import { node } from "./test/nodes.ts";
import { until } from "./test/until.ts";
import { pinned } from "./test/workload.ts";

/** kubectl, whichever is installed, as a person uses it against the local cluster: every line of docs and more. */

const stateDir = mkdtempSync(join(tmpdir(), "worldland-kubectl-"));
const ports = await claimNodePorts();
const minor = kubectlMinor();
/** Older ones run commands over SPDY alone, which is not served here. */
const EXEC_FROM = 31;
/** Older ones check what they are given by a document that is not served (Debian 12 has 1.20). */
const VALIDATES_FROM = 27;
let cluster: LocalCluster;

beforeAll(async () => {
  const nodePortRange = [ports.from, ports.to] as const;
  cluster = await startLocalCluster({ stateDir, nodePortRange, nodes: [node("node-a"), node("node-b")] });
  const api = connectApi(readFileSync(cluster.kubeconfigPath, "utf8"));
  const pods = "/api/v1/namespaces/default/pods";
  await api.call({ method: "POST", path: pods, body: JSON.parse(talker("talker")) });
  await until("the pod", async () => {
    const { status } = await api.call<V1Pod>({ method: "GET", path: `${pods}/talker` });
    return status?.containerStatuses?.[0]?.ready === true;
  });
  api.close();
});

afterAll(async () => {
  await cluster?.close();
  ports.release();
  expect(processesNaming(stateDir)).toEqual([]);
  rmSync(stateDir, { recursive: true, force: true });
});

/** What is typed → what must stand in the answer. */
const LOOKS: readonly (readonly [line: string, answer: RegExp])[] = [
  ["version", /Server Version: /],
  ["api-resources --namespaced=true -o name", /^pods$/m],
  ["get nodes", /^node-a\s+Ready/m],
  ["get nodes -o wide", /worldland-local:\/\//],
  ["get pods", /^talker\s+1\/1\s+Running/m],
  ["get po -A -o wide", /talker .* node-[ab] /],
  ["get pod talker -o name", /^pod\/talker$/m],
  ["get pod talker -o yaml", /^kind: Pod$/m],
  ["get pod talker -o jsonpath={.spec.containers[0].name}", /^main$/],
  ["get pods -l app=talker --no-headers", /^talker/],
  ["get pods --field-selector=status.phase=Running --sort-by=.metadata.name", /^talker/m],
  ["get all", /^(pod\/)?talker\s+1\/1/m],
  ["get events --field-selector=involvedObject.name=talker", /Scheduled/],
  ["describe pod talker", /nvidia\.com\/gpu:\s+1/],
  ["describe node node-a", /^Allocatable:/m],
  ["get pod talker --output=custom-columns=N:.metadata.name", /^N\s*\ntalker/],
  ["logs talker --tail=1", /^line \d+$/m],
  ["logs talker --limit-bytes=7", /^line 1\n/],
  ["label pod talker tier=gold", /labeled/],
  ["annotate pod talker note=hello", /annotated/],
  ["label pod talker tier-", /labeled/],
  ["get --raw /readyz", /^ok$/],
];

test.for(LOOKS)("kubectl %s", async ([line, answer], context) => {
  if (minor === null) return context.skip("kubectl is not installed on this machine.");
  expect(await kubectl(line.split(" "))).toMatch(answer);
});

test("kubectl apply changes what is declared, on the client's side and on the server's, and diff tells of it", async (context) => {
  if (minor === null) return context.skip("kubectl is not installed on this machine.");
  const declared = (value: string) =>
    JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "declared" }, data: { value } });
  expect(await kubectl(apply("-f", "-"), declared("one"))).toContain("configmap/declared created");
  expect(await kubectl(apply("-f", "-"), declared("one"))).toContain("unchanged");
  expect(await kubectl(apply("-f", "-"), declared("two"))).toContain("configured");
  const serverSide = apply("--server-side", "--force-conflicts", "-f", "-");
  expect(await kubectl(serverSide, declared("three"))).toContain("serverside-applied");
  if (minor >= VALIDATES_FROM) {
    const { stdout } = await run(["diff", "-f", "-"], declared("four"));
    expect(stdout).toMatch(/^-\s+value: three\n\+\s+value: four$/m);
  }
  expect(await kubectl(["get", "cm", "declared", "-o", "jsonpath={.data.value}"])).toBe("three");
  expect(await kubectl(["delete", "cm", "declared"])).toContain("deleted");
  expect((await run(["get", "cm", "declared"])).stderr).toContain('configmaps "declared" not found');
});

test("kubectl get --watch and logs -f go on telling what happens", async (context) => {
  if (minor === null) return context.skip("kubectl is not installed on this machine.");
  const watch = follow(["get", "pods", "--watch"]);
  const log = follow(["logs", "-f", "talker", "--since=1h"]);
  try {
    await until("the first rows", () => watch.said().includes("talker"));
    const lines = log.said().split("\n").length;
    await kubectl(apply("-f", "-"), talker("second"));
    await until("the second pod's row", () => /^second\s+1\/1\s+Running/m.test(watch.said()));
    await until("more of the log", () => log.said().split("\n").length > lines);
  } finally {
    watch.end();
    log.end();
  }
  expect(await kubectl(["delete", "pod", "second", "--grace-period=0", "--force"])).toContain("deleted");
});

test("kubectl exec runs a command in the pod: its streams, its end, a terminal; nothing is read as shell text", async (context) => {
  if (minor === null) return context.skip("kubectl is not installed on this machine.");
  if (minor < EXEC_FROM) return context.skip(`kubectl 1.${minor} runs commands over SPDY, which is not served here.`);
  const own = await run(["exec", "talker", "--", "sh", "-c", "id -u; nvidia-smi -L; echo trouble >&2; exit 7"]);
  expect(own).toMatchObject({ code: 7, stderr: expect.stringContaining("trouble\n") });
  expect(own.stdout).toMatch(/^0\nGPU 0: RTX 4090 \(simulated\)/);
  expect(await kubectl(["exec", "-i", "talker", "--", "wc", "-c"], "a".repeat(200_000))).toBe("200000\n");
  expect(await kubectl(["exec", "talker", "--", "echo", "$HOME; exit 1", "'"])).toBe("$HOME; exit 1 '\n");
  expect(await kubectl(["exec", "talker", "--", "sh", "-c", "grep CapEff /proc/self/status; hostname"])).toMatch(
    /^CapEff:\s+00000000200405fb\ntalker\n$/,
  );
  const terminal = ["exec", "-it", "talker", "--", "sh", "-c", "test -t 0 && test -t 1 && echo $TERM"];
  expect(await onTerminal(terminal)).toContain("xterm");
  expect((await run(["exec", "nobody", "--", "true"])).stderr).toContain('pods "nobody" not found');
});

test("a command is run for client libraries too, in the protocol's words", async () => {
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfigPath);
  const [out, err] = [new PassThrough(), new PassThrough()];
  const command = ["sh", "-c", "cat; echo trouble >&2; exit 3"];
  const status = await new Promise<V1Status>((resolve, reject) => {
    const input = Readable.from(["given\n"]);
    new Exec(config).exec("default", "talker", "main", command, out, err, input, false, resolve).catch(reject);
  });
  expect(status).toMatchObject({ reason: "NonZeroExitCode", details: { causes: [{ message: "3" }] } });
  expect([out.read()?.toString(), err.read()?.toString()]).toEqual(["given\n", "trouble\n"]);
});

test("kubectl cordon, drain and uncordon: a drained node is empty and takes nothing new until it is back", async (context) => {
  if (minor === null) return context.skip("kubectl is not installed on this machine.");
  const place = (await kubectl(["get", "pod", "talker", "-o", "jsonpath={.spec.nodeName}"])).trim();
  expect(await kubectl(["cordon", place])).toContain("cordoned");
  expect(await kubectl(["get", "node", place])).toContain("Ready,SchedulingDisabled");
  expect(await kubectl(["drain", place, "--ignore-daemonsets", "--force", "--timeout=30s"])).toMatch(
    /node.*(drained|evicted)/,
  );
  expect((await run(["get", "pod", "talker"])).stderr).toContain("not found");
  await kubectl(apply("-f", "-"), talker("elsewhere"));
  await kubectl(["wait", "--for=condition=Ready", "pod/elsewhere", "--timeout=30s"]);
  expect(await kubectl(["get", "pod", "elsewhere", "-o", "jsonpath={.spec.nodeName}"])).not.toBe(place);
  expect(await kubectl(["uncordon", place])).toContain("uncordoned");
  expect(await kubectl(["delete", "pod", "elsewhere"])).toContain("deleted");
});

function talker(name: string): string {
  const amounts = { cpu: "1", memory: "256Mi", "nvidia.com/gpu": "1" };
  const command = ["bash", "-c", 'for ((n = 1; ; n++)); do echo "line $n"; sleep 0.2; done'];
  const main = {
    name: "main",
    image: pinned("nvidia/cuda"),
    command,
    resources: { requests: amounts, limits: amounts },
  };
  const metadata = { name, labels: { app: name } };
  const spec = { terminationGracePeriodSeconds: 1, containers: [main] };
  return JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec });
}

function apply(...args: readonly string[]): readonly string[] {
  return ["apply", ...((minor ?? 0) < VALIDATES_FROM ? ["--validate=false"] : []), ...args];
}

type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Standard output of a command that succeeds. */
async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await run(args, input);
  if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

function run(args: readonly string[], input = ""): Promise<Ran> {
  const child = start(args);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (data: Buffer) => {
    stdout += data;
  });
  child.stderr?.on("data", (data: Buffer) => {
    stderr += data;
  });
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

function follow(args: readonly string[]): { said(): string; end(): void } {
  const child = start(args);
  let said = "";
  child.stdout?.on("data", (data: Buffer) => {
    said += data;
  });
  return { said: () => said, end: () => child.kill() };
}

function start(args: readonly string[]): ChildProcess {
  // Its caches are its own, so that nothing of another cluster is believed.
  return spawn("kubectl", ["--kubeconfig", cluster.kubeconfigPath, "--cache-dir", join(stateDir, "cache"), ...args], {
    stdio: "pipe",
  });
}

/** What is seen on a terminal until the command ends. */
function onTerminal(args: readonly string[]): Promise<string> {
  const terminal = spawnPty("kubectl", ["--kubeconfig", cluster.kubeconfigPath, ...args], {});
  let said = "";
  terminal.onData((data) => {
    said += data;
  });
  return new Promise((resolve) => terminal.onExit(() => resolve(said)));
}

/** Minor version of the kubectl that is installed; null: none is. */
function kubectlMinor(): number | null {
  try {
    const said = execFileSync("kubectl", ["version", "--client"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number(/v1\.(\d+)\./.exec(said)?.[1]);
  } catch {
    return null;
  }
}
