import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { V1Node, V1Pod } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Api, ApiError, connectApi } from "./kubelet/api.ts";
import { type LocalCluster, startLocalCluster } from "./localCluster.ts";
import { processesNaming } from "./pod/processes.ts";
import { byPassword, login, run, runOnce } from "./test/login.ts";
import { claimNodePorts } from "./test/nodePorts.ts";
import { node, PROVIDER } from "./test/nodes.ts";
import { newSshKeys } from "./test/sshKeys.ts";
import { until } from "./test/until.ts";
import { createWorkload, KEYS, type TestWorkload } from "./test/workload.ts";

const stateDir = mkdtempSync(join(tmpdir(), "worldland-cluster-"));
const ports = await claimNodePorts();
let cluster: LocalCluster;
let api: Api;
let nextPort = ports.from;

beforeAll(async () => {
  cluster = await start();
  api = connectApi(readFileSync(cluster.kubeconfigPath, "utf8"));
});

afterAll(async () => {
  api?.close();
  await cluster?.close();
  ports.release();
  expect(processesNaming(stateDir)).toEqual([]);
  rmSync(stateDir, { recursive: true, force: true });
});

describe("a pod of a rental", () => {
  it("lets root in by key and by password, sees exactly its GPUs and its own environment", async () => {
    const name = "reachable";
    const env = { GREETING: 'it\'s $HOME; "quoted"' };
    const port = await rent({ name, gpuCount: 2, env, onStart: 'echo "$GREETING" > /root/started' });
    const byKey = await login(port);
    const seen = await run(
      byKey,
      'id -u; hostname; nvidia-smi -L; printf "%s\\n" "$GREETING"; cat /root/started; exit 7',
    );
    byKey.end();
    expect(seen.code).toBe(7);
    const [uid, host, first, second, ...greetings] = seen.stdout.trim().split("\n");
    expect([uid, host]).toEqual(["0", name]);
    expect(first).toMatch(/^GPU 0: RTX 4090 \(simulated\) \(UUID: GPU-[0-9a-f-]{36}\)$/);
    expect(second).toMatch(/^GPU 1: /);
    expect(greetings).toEqual([env.GREETING, env.GREETING]);
    const client = await login(port, byPassword);
    expect((await run(client, "whoami")).stdout).toBe("root\n");
    client.end();
  });

  it("refuses a wrong password, another user and a foreign key", async () => {
    const port = portOf("reachable");
    await expect(login(port, { password: "wrong" })).rejects.toThrow();
    await expect(login(port, { ...byPassword, username: "nobody" })).rejects.toThrow();
    await expect(login(port, { privateKey: newSshKeys().private })).rejects.toThrow();
  });

  it("sees nothing of the host's files, processes and devices, and cannot write to its programs", async () => {
    const looked = await runOnce(
      portOf("reachable"),
      `ls ${stateDir}; touch /usr/mark; ps -e -o pid= | wc -l; ls /dev | wc -w; mount -t tmpfs none /mnt; unshare -m true; cat /etc/shadow`,
    );
    expect(looked.stderr).toContain("No such file or directory");
    expect(looked.stderr).toContain("Read-only file system");
    expect(looked.stderr).toMatch(/mount: .*(permission denied|must be superuser)/i);
    const [processes, devices, shadow] = looked.stdout.trim().split("\n");
    expect(Number(processes)).toBeLessThan(15);
    expect(Number(devices)).toBeLessThan(20);
    expect(shadow).toContain("root:*:");
    const container = containerUid("reachable");
    if (cluster.isolation.rung === "root") expect(container).toBeGreaterThan(65_536);
  });

  it("comes back when its SSH server is killed, and keeps the session that killed it", async () => {
    const port = portOf("reachable");
    const client = await login(port);
    const survived = await run(client, "pkill -o sshd; sleep 0.3; echo still here");
    expect(survived.stdout).toBe("still here\n");
    await until("another server", async () => (await runOnce(port, "echo new")).stdout === "new\n");
    expect((await run(client, "pkill -KILL sshd")).code).toBe(null);
    client.end();
    await until("another server", async () => (await runOnce(port, "echo newer")).stdout === "newer\n");
    const pod = await readPod("reachable");
    expect(pod?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  });

  it("cannot lead whoever comes to its port astray, into a socket of the host", async () => {
    const path = join(stateDir, "of-the-host");
    let entered = 0;
    const host = createServer(() => {
      entered += 1;
    });
    await new Promise<void>((resolve) => host.listen(path, resolve));
    onTestFinished(() => void host.close());
    const port = portOf("reachable");
    const doors = "/run/worldland/doors";
    const moved = await runOnce(port, `mv ${doors}/22 ${doors}/own; ln -s ${path} ${doors}/22; ls -l ${doors}/22`);
    expect(moved.stdout).toContain(path);
    expect((await runOnce(port, "echo still me")).stdout).toBe("still me\n");
    await runOnce(port, `mv ${doors}/own ${doors}/22`);
    expect((await runOnce(port, "echo and again")).stdout).toBe("and again\n");
    expect(entered).toBe(0);
  });

  it("takes files and gives them back unchanged", async () => {
    const client = await login(portOf("reachable"));
    const sftp = await new Promise<import("ssh2").SFTPWrapper>((resolve, reject) => {
      client.sftp((error, opened) => (error ? reject(error) : resolve(opened)));
    });
    const sent = Buffer.alloc(3_000_001, "worldland");
    await new Promise<void>((resolve, reject) => {
      sftp.writeFile("/root/big", sent, (error) => (error ? reject(error) : resolve()));
    });
    const read = await new Promise<Buffer>((resolve, reject) => {
      sftp.readFile("/root/big", (error, data) => (error ? reject(error) : resolve(data)));
    });
    client.end();
    expect(read.equals(sent)).toBe(true);
  });

  it.runIf(existsSync("/usr/bin/ssh"))("serves OpenSSH: a command, a terminal and a file", async () => {
    const port = portOf("reachable");
    const key = join(stateDir, "key");
    writeFileSync(key, KEYS.private, { mode: 0o600 });
    const known = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
    const at = ["-F", "none", "-i", key, "-o", "LogLevel=ERROR", ...known];
    const ssh = (args: string[], input = "") => execute("ssh", [...at, "-p", String(port), ...args], input);
    expect(await ssh(["root@127.0.0.1", "cat"], "through")).toBe("through");
    const terminal = await ssh(["-tt", "root@127.0.0.1"], "tty\nexit\n");
    expect(terminal).toContain("WorldLand local network: a simulation");
    expect(terminal).toContain("/dev/pts/0");
    if (!existsSync("/usr/bin/scp")) return;
    await execute("scp", [...at, "-P", String(port), key, "root@127.0.0.1:copy"]);
    expect(await ssh(["root@127.0.0.1", "cat copy"])).toBe(KEYS.private);
  });

  it("is gone without a trace when deleted: no process, no folder, no listener", async () => {
    const pid = hostPid("reachable");
    const uid = (await readPod("reachable"))?.metadata?.uid ?? "";
    await remove("reachable");
    expect(await readPod("reachable")).toBe(null);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(processesNaming(uid)).toEqual([]);
    expect(existsSync(join(stateDir, "nodes", "node-a", "pods", uid))).toBe(false);
    await until("the port to be closed", async () => !(await answers(portOf("reachable"))));
  });
});

describe("a node", () => {
  it("says what it is, and bears its provider's label", async () => {
    const said = await api.call<V1Node>({ method: "GET", path: "/api/v1/nodes/node-a" });
    expect(said.metadata?.labels).toMatchObject({
      "nvidia.com/gpu.product": "RTX-4090",
      "nvidia.com/gpu.memory": "24564",
      "nvidia.com/gpu.count": "2",
      "topology.kubernetes.io/region": "Seoul",
      "worldland.io/simulated": "true",
      "node-restriction.kubernetes.io/worldland-provider": PROVIDER,
    });
    expect(said.status?.allocatable).toMatchObject({ cpu: "16", memory: "64Gi", "nvidia.com/gpu": "2" });
    expect(said.status?.addresses).toContainEqual({ type: "ExternalIP", address: "127.0.0.1" });
  });

  it("never gives one GPU to two pods", async () => {
    const ports = [
      await rent({ name: "half-one", nodeName: "node-a" }),
      await rent({ name: "half-two", nodeName: "node-a" }),
    ];
    const seen = await Promise.all(
      ports.map(async (port) =>
        (await runOnce(port, "nvidia-smi --query-gpu=uuid --format=csv,noheader")).stdout.trim(),
      ),
    );
    expect(new Set(seen).size).toBe(2);
    await Promise.all([remove("half-one"), remove("half-two")]);
  });

  it("says ErrImagePull and ImagePullBackOff of an image that nobody has", async () => {
    await createWorkload(api, { name: "unknown-image", nodePort: nextPort++, image: "somebody/thing:latest" });
    for (const reason of ["ErrImagePull", "ImagePullBackOff"])
      await until(
        reason,
        async () => (await readPod("unknown-image"))?.status?.containerStatuses?.[0]?.state?.waiting?.reason === reason,
      );
    await remove("unknown-image");
  });

  it("starts a crashing container again, later each time, and says CrashLoopBackOff", async () => {
    await createWorkload(api, { name: "crashing", nodePort: nextPort++, command: ["/bin/bash", "-c", "exit 3"] });
    const status = await until("the back-off", async () => {
      const found = (await readPod("crashing"))?.status?.containerStatuses?.[0];
      return found?.state?.waiting?.reason === "CrashLoopBackOff" && found.restartCount > 1 ? found : null;
    });
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 3, reason: "Error" });
    await remove("crashing");
  });

  it("kills a container that takes more memory than it has, says so, and starts it again in place", async () => {
    // Together more than the pod may have, each less than what ends a single process, and then held.
    const hog = "h=[]; while (h.length < 9) h.push(Buffer.alloc(64 << 20, 1)); setInterval(() => h, 1000)";
    const port = await rent({ name: "hungry", memory: "1Gi" });
    const client = await login(port);
    await run(client, `for each in 1 2; do /opt/worldland/node -e '${hog}' & done; wait`);
    client.end();
    const status = await until("the restart", async () => {
      const found = (await readPod("hungry"))?.status?.containerStatuses?.[0];
      return found && found.restartCount > 0 ? found : null;
    });
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 137, reason: "OOMKilled" });
    await until("the way in", async () => (await runOnce(port, "true")).code === 0);
    await remove("hungry");
  });

  it("shows a container's log to an administrator", async () => {
    await createWorkload(api, {
      name: "talking",
      nodePort: nextPort++,
      command: ["/bin/bash", "-c", "echo one; echo two; sleep 60"],
    });
    const kubectl = (path: string) => api.lines({ method: "GET", path }, AbortSignal.timeout(5_000));
    await until("the log", async () => {
      const lines: string[] = [];
      for await (const line of kubectl("/api/v1/namespaces/default/pods/talking/log?tailLines=1")) lines.push(line);
      return lines.join() === "two";
    });
    await remove("talking");
  });
});

describe("a loss of power", () => {
  it("ends the node's pods and its lease; the pod stays bound, and comes back with the node", async () => {
    const port = await rent({ name: "unlucky", nodeName: "node-b" });
    const pid = hostPid("unlucky");
    await cluster.killNode("node-b");
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    await until("the node to be missed", async () => {
      const lost = await api.call<V1Node>({ method: "GET", path: "/api/v1/nodes/node-b" });
      return lost.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "Unknown") === true;
    });
    expect((await readPod("unlucky"))?.spec?.nodeName).toBe("node-b");
    expect(await answers(port)).toBe(false);
    await cluster.addNode(NODES[1]);
    await until("the way in", async () => (await runOnce(port, "true")).code === 0);
    expect((await readPod("unlucky"))?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
  });

  it("of the whole cluster is recovered from by the next start", async () => {
    const port = portOf("unlucky");
    const home = (await runOnce(port, "nvidia-smi -L")).stdout;
    api.close();
    await cluster.close();
    expect(processesNaming(stateDir)).toEqual([]);
    cluster = await start();
    api = connectApi(readFileSync(cluster.kubeconfigPath, "utf8"));
    await until("the way in", async () => (await runOnce(port, "true")).code === 0);
    expect((await runOnce(port, "nvidia-smi -L")).stdout).toBe(home);
    await remove("unlucky");
  });

  it("leaves the folder to one living process only", async () => {
    await expect(start()).rejects.toThrow(/in use by process/);
  });
});

const NODES = [node("node-a"), node("node-b")] as const;
const portsByName = new Map<string, number>();

function start(): Promise<LocalCluster> {
  return startLocalCluster({
    stateDir,
    nodePortRange: [ports.from, ports.to],
    nodes: NODES,
    nodeTiming: { graceMs: 12_000, periodMs: 200 },
    backOffMs: 300,
  });
}

/** Creates a workload and answers its NodePort once SSH is to be had there. */
async function rent(workload: Omit<TestWorkload, "nodePort">): Promise<number> {
  const nodePort = nextPort++;
  portsByName.set(workload.name, nodePort);
  await createWorkload(api, { nodeName: "node-a", ...workload, nodePort });
  await until(`${workload.name} to answer`, () => answers(nodePort));
  return nodePort;
}

function portOf(name: string): number {
  return portsByName.get(name) ?? 0;
}

async function remove(name: string): Promise<void> {
  const at = (kind: string) => `/api/v1/namespaces/default/${kind}/${name}`;
  for (const kind of ["pods", "services", "secrets"]) await api.call({ method: "DELETE", path: at(kind) });
  await until(`${name} to be gone`, async () => (await readPod(name)) === null);
}

async function readPod(name: string): Promise<V1Pod | null> {
  return api.call<V1Pod>({ method: "GET", path: `/api/v1/namespaces/default/pods/${name}` }).catch((error) => {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  });
}

/** Runs a program while this process goes on, for the connection it makes ends here. Answers what it printed. */
async function execute(program: string, args: readonly string[], input = ""): Promise<string> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], timeout: 20_000, killSignal: "SIGKILL" });
  child.stdin.end(input);
  return (await child.stdout.toArray()).join("");
}

/** Whether an SSH banner is to be read at a port. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString().startsWith("SSH-2.0-"));
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}

/** Host pid of a process of the container with this host name. */
function hostPid(hostname: string): number {
  const [pid] = processesNaming(stateDir).filter((one) =>
    readFileSync(`/proc/${one}/cmdline`, "utf8").includes(`\0${hostname}\0`),
  );
  if (pid === undefined) throw new Error(`no process of ${hostname}`);
  return pid;
}

/** The real uid of the SSH server's supervisor. */
function containerUid(hostname: string): number {
  const init = processesNaming(stateDir)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`\0${hostname}\0`))
    .filter((pid) => readFileSync(`/proc/${pid}/comm`, "utf8") === "sh\n")[0];
  const children = readFileSync(`/proc/${init}/task/${init}/children`, "utf8").trim().split(" ");
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${children[0]}/status`, "utf8"))?.[1]);
}
