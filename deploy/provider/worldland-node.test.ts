import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { newNodeName } from "@worldland/core/id";
import { connectCluster } from "@worldland/k8s/connectCluster";
import { startTestCluster, TEST_PROVIDER, type TestCluster } from "@worldland/testing/localCluster";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// The machine is a folder of our own and a PATH of our own: nvidia-smi, containerd and the like say there what a test has
// them say. Hash and certificate of the cluster, the kubeconfig and what becomes of it are real. A real GPU, a real systemd
// and a real kubelet are not here.

const SCRIPT = join(import.meta.dirname, "worldland-node.sh");
const HASH = `sha256:${"0".repeat(64)}`;
let cluster: TestCluster;

beforeAll(async () => {
  cluster = await startTestCluster({ nodes: [] });
});

afterAll(async () => {
  await cluster?.close();
});

describe("a look at a machine", () => {
  it("that has everything says so, and changes nothing", async () => {
    const machine = newMachine();
    const { code, stdout } = await machine.run(["--dry-run", "--public-address", "198.51.100.7"]);
    expect(stdout).not.toContain("MISSING");
    expect(stdout).toMatch(/2 GPU\(s\): NVIDIA GeForce RTX 4090\n/);
    expect(stdout).toContain("Everything is there. Nothing was changed.");
    expect(code).toBe(0);
    expect(existsSync(join(machine.root, "etc/worldland-node"))).toBe(false);
  });

  it.each<[what: string, change: Partial<Machine>, says: RegExp]>([
    [
      "an old toolkit",
      { "nvidia-ctk": "NVIDIA Container Toolkit CLI version 1.17.7" },
      /toolkit 1\.17\.8\n.*1\.17\.7 has known ways out/,
    ],
    ["an older toolkit", { "nvidia-ctk": "NVIDIA Container Toolkit CLI version 1.9.0" }, /toolkit 1\.17\.8/],
    ["an old runc", { runc: "runc version 1.1.12" }, /runc 1\.2\.8\n.*1\.1\.12 has known ways out/],
    ["an old runc of the next line", { runc: "runc version 1.3.2" }, /runc 1\.3\.3/],
    ["an old containerd", { containerd: "containerd github.com/containerd/containerd v1.6.20" }, /containerd 1\.7\.0/],
    ["an old driver", { driver: "515.105.01" }, /driver 525\.60\.13\n.*too old/],
    ["no GPU", { gpus: "" }, /a GPU\n/],
    ["no driver", { driver: null }, /a driver that answers/],
    ["no kubelet", { kubelet: null }, /kubelet\n/],
    [
      "no runtime for GPUs",
      { containerdConfig: "version = 3\n" },
      /NVIDIA runtime in containerd\n.*nvidia-ctk runtime configure/,
    ],
    ["swap", { swaps: "Filename Type Size\n/swapfile file 1000\n" }, /swap off\n/],
    ["cgroup v1", { cgroup: false }, /cgroup v2\n/],
    ["an old kernel", { uname: "5.10.0-30-amd64" }, /kernel 5\.15\n/],
    ["a taken port", { listens: 31_000 }, /free ports\n.*31000;/],
    ["little memory", { memoryKb: 4_000_000 }, /16 GiB of memory\n.*There are 4\./],
  ])("that has %s says so, and what to do", async (_what, change, says) => {
    const { code, stdout } = await newMachine(change).run(["--dry-run", "--public-address", "198.51.100.7"]);
    expect(stdout).toMatch(says);
    expect(stdout).toContain("1 thing is missing. Nothing was changed.");
    expect(code).toBe(3);
  });

  it("takes newer versions, also where text would sort them before", async () => {
    const newer = { "nvidia-ctk": "NVIDIA Container Toolkit CLI version 1.100.0", runc: "runc version 1.10.0" };
    expect((await newMachine(newer).run(["--dry-run", "--public-address", "198.51.100.7"])).code).toBe(0);
  });

  it("behind a private address, or on a slow line, says so", async () => {
    const looked = await newMachine().run([
      "--dry-run",
      "--public-address",
      "10.0.0.7",
      "--speed-url",
      "file:///dev/null",
    ]);
    expect(looked.stdout).toMatch(/10\.0\.0\.7 is private/);
    expect(looked.stdout).toMatch(/100 Mbit\/s\n.*Measured 0/);
  });

  it.each([
    [["--node", "Bad_Name"], /--node/],
    [["--node", "n", "--server", "http://plain"], /--server/],
    [["--node", "n", "--server", "https://x;reboot"], /--server/],
    [["--node", "n", "--server", "https://x", "--ca-hash", "sha256:12"], /--ca-hash/],
    [["--dry-run", "--region", "a b"], /--region/],
    [["--what"], /--what is no option/],
    [["--node"], /--node needs a value/],
  ])("refuses %j", async (args, says) => {
    const { code, stderr } = await newMachine().run(args);
    expect([code, says.test(stderr)]).toEqual([2, true]);
  });
});

describe("a join", () => {
  it("is with the cluster whose hash the line pins, and leaves nothing of the token; undo leaves nothing at all", async () => {
    const machine = newMachine();
    const { line, token } = await newLine();
    const args = [...line, "--public-address", "198.51.100.7", "--region", "Seoul", "--country", "KR"];
    const joining = machine.run(args, { WORLDLAND_JOIN_TOKEN: token });
    const bootstrap = join(machine.root, "etc/worldland-node/bootstrap.kubeconfig");
    await until("the kubelet to be started", () => existsSync(join(machine.root, "started")), { deadlineMs: 60_000 });
    expect(statSync(bootstrap).mode & 0o777).toBe(0o600);
    expect(readFileSync(bootstrap, "utf8")).toContain(token);
    const caPem = readFileSync(join(machine.root, "etc/worldland-node/ca.crt"), "utf8");
    expect(caPem.trim()).toBe(cluster.controlPlane.caPem.trim());
    const unit = readFileSync(join(machine.root, "etc/systemd/system/worldland-kubelet.service"), "utf8");
    expect(unit).toContain(
      "worldland.io/public-address=198.51.100.7,topology.kubernetes.io/region=Seoul,worldland.io/country=KR",
    );
    expect(unit).not.toContain(token);
    // What a kubelet does once it is let in.
    writeFileSync(join(machine.root, "etc/worldland-node/kubeconfig"), "its own certificate");
    const { code, stdout, stderr } = await joining;
    expect([code, `${stdout}${stderr}`.includes(token)]).toEqual([0, false]);
    expect(stdout).toContain("is part of the network");
    expect(existsSync(bootstrap)).toBe(false);

    expect((await machine.run(["--undo"])).stdout).toContain("has left the network");
    for (const path of [
      "etc/worldland-node",
      "var/lib/worldland-node",
      "etc/systemd/system/worldland-kubelet.service",
    ]) {
      expect(existsSync(join(machine.root, path)), path).toBe(false);
    }
    expect(readFileSync(join(machine.root, "systemctl"), "utf8")).toMatch(/enable --now .*\n.*disable --now /s);
    expect((await machine.run(["--undo"])).stdout).toContain("nothing to take back");
  });

  it("with a cluster of another hash is refused before the token is read", async () => {
    const machine = newMachine();
    const { line, token } = await newLine();
    const other = line.map((word) => (word.startsWith("sha256:") ? HASH : word));
    const { code, stdout } = await machine.run([...other, "--public-address", "198.51.100.7"], {
      WORLDLAND_JOIN_TOKEN: token,
    });
    expect(code).toBe(3);
    expect(stdout).toMatch(/is not the cluster that this line was made for/);
    expect(existsSync(join(machine.root, "etc/worldland-node"))).toBe(false);
  });

  it("of a machine that nobody lets in ends in words, without the token; one without a token begins nothing", async () => {
    const machine = newMachine();
    const { line, token } = await newLine();
    const args = [...line, "--public-address", "198.51.100.7"];
    const late = await machine.run(args, { WORLDLAND_JOIN_TOKEN: token, WORLDLAND_WAIT_S: "1" });
    expect([late.code, /Nobody let this machine in/.test(late.stderr)]).toEqual([1, true]);
    expect(existsSync(join(machine.root, "etc/worldland-node/bootstrap.kubeconfig"))).toBe(false);
    const none = newMachine();
    expect((await none.run(args)).stderr).toMatch(/must look like/);
    expect(existsSync(join(none.root, "etc/worldland-node"))).toBe(false);
  });
});

describe("the line that docs/operating.md has an operator set", () => {
  it.each([
    ["runs the program that it was made with", true],
    ["runs no other", false],
  ])("%s", async (_what, isSame) => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/operating.md"), "utf8");
    const line = /^sh -c '.*worldland-node$/m.exec(page)?.[0] ?? "";
    const folder = mkdtempSync(join(tmpdir(), "worldland-line-"));
    made.push(folder);
    const program = isSame ? readFileSync(SCRIPT) : Buffer.from("echo another program");
    writeFileSync(join(folder, "published.sh"), program);
    const hash = createHash("sha256").update(readFileSync(SCRIPT)).digest("hex");
    const set = line.replace(/https:\S+/, `file://${folder}/published.sh`).replace("<sha256>", hash);
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
      execFile("sh", ["-c", `${set} --node Bad_Name`], { cwd: folder }, (_error, stdout, stderr) =>
        resolve({ stdout, stderr }),
      );
    });
    expect(stderr).toMatch(isSame ? /--node takes the name/ : /did NOT match/);
    expect(stdout).not.toContain("another program");
  });
});

/** What the machine's programs say; null: they fail or are not there. */
type Machine = {
  "nvidia-ctk": string;
  runc: string;
  containerd: string;
  kubelet: string | null;
  driver: string | null;
  gpus: string;
  uname: string;
  containerdConfig: string;
  swaps: string;
  cgroup: boolean;
  memoryKb: number;
  listens: number | null;
};

const GOOD: Machine = {
  "nvidia-ctk": "NVIDIA Container Toolkit CLI version 1.17.8",
  runc: "runc version 1.2.8",
  containerd: "containerd github.com/containerd/containerd v2.1.5 abc",
  kubelet: "Kubernetes v1.32.0",
  driver: "550.54.14",
  gpus: "GPU 0: NVIDIA GeForce RTX 4090 (UUID: GPU-a)\nGPU 1: NVIDIA GeForce RTX 4090 (UUID: GPU-b)",
  uname: "6.8.0-31-generic",
  containerdConfig: '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]\n',
  swaps: "Filename Type Size\n",
  cgroup: true,
  memoryKb: 65_000_000,
  listens: null,
};

function newMachine(change: Partial<Machine> = {}) {
  const machine = { ...GOOD, ...change };
  const root = mkdtempSync(join(tmpdir(), "worldland-machine-"));
  made.push(root);
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), mode);
  };
  const program = (name: string, lines: string) => write(`bin/${name}`, `#!/bin/sh\n${lines}\n`, 0o755);
  const say = (text: string) => `cat <<'EOF'\n${text}\nEOF`;
  for (const name of ["nvidia-ctk", "runc", "containerd"] as const) program(name, say(machine[name]));
  if (machine.kubelet !== null) program("kubelet", say(machine.kubelet));
  const { driver, gpus } = machine;
  program("nvidia-smi", driver === null ? "exit 9" : `[ "$1" = -L ] && { ${say(gpus)}\nexit; }\necho ${driver}`);
  program("uname", `[ "$1" = -r ] && echo ${machine.uname} || echo Linux`);
  program("nproc", "echo 16");
  program("df", "printf 'Filesystem Blocks Used Available\\n/dev/x 900000000 1 800000000\\n'");
  program("systemctl", `echo "$*" >>"$WORLDLAND_ROOT/systemctl"; [ "$1" != enable ] || : >"$WORLDLAND_ROOT/started"`);
  program("crictl", ":");
  program("id", "echo 0");
  write("proc/swaps", machine.swaps);
  write("proc/meminfo", `MemTotal: ${machine.memoryKb} kB\n`);
  const port = (machine.listens ?? 22).toString(16).toUpperCase().padStart(4, "0");
  write("proc/net/tcp", `  sl  local_address rem_address   st\n   0: 00000000:${port} 00000000:0000 0A\n`);
  write("etc/containerd/config.toml", machine.containerdConfig);
  if (machine.cgroup) write("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
  return {
    root,
    run: (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      ranOf(args, { PATH: `${root}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`, WORLDLAND_ROOT: root, ...env }),
  };
}

const made: string[] = [];
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true });
});

/** What the worker puts into a provider's line. */
async function newLine() {
  const { kubeconfigPath, sshImage } = cluster;
  const k8s = connectCluster({ id: "test", kubeconfigPath, sshImage });
  const nodeName = newNodeName();
  const { token, server, caHash } = await k8s.join.createToken({ nodeName, provider: TEST_PROVIDER, ttlS: 600 });
  k8s.close();
  return { token, line: ["--node", nodeName, "--server", server, "--ca-hash", caHash] };
}

function ranOf(args: readonly string[], env: Readonly<Record<string, string>>) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile("sh", [SCRIPT, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 255), stdout, stderr });
    });
    child.stdin?.end();
  });
}
