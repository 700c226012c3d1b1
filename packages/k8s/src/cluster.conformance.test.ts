import type { AppliedWorkload, WorkloadSpec } from "@worldland/core/workload";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ClusterFault } from "./fault.ts";
import { fingerprintOf, generateHostKey } from "./hostKey.ts";
import { probeSsh } from "./probe.ts";
import { type ConformanceCluster, conformanceCluster } from "./test/conformanceCluster.ts";
import { login, type Ran, run } from "./test/login.ts";
import { KEYS, PASSWORD, testSpec } from "./test/testSpec.ts";

let under: ConformanceCluster;

beforeAll(async () => {
  under = await conformanceCluster();
});

afterAll(async () => {
  await under?.close();
});

describe("a workload", () => {
  it("is reachable under its own host key soon after it is applied, and gone when removed", async () => {
    const spec = specOf({});
    const began = performance.now();
    const applied = await under.cluster.apply(spec);
    const appliedMs = performance.now() - began;
    await untilReachable(spec, applied);
    const reachableMs = performance.now() - began;
    console.log(`apply ${Math.round(appliedMs)} ms, SSH banner ${Math.round(reachableMs)} ms after it was asked for`);
    const seen = await probe(spec, applied.hostKeyFingerprint);
    expect(seen).toMatchObject({ reachable: true, hostKeyFingerprint: applied.hostKeyFingerprint });
    expect(await probe(spec, generateHostKey().fingerprint)).toEqual({ reachable: false, cause: "wrong_host_key" });
    await until("the pod to be ready", async () => (await under.cluster.observe(spec)).phase === "ready");
    expect((await under.cluster.observe(spec)).podUid).toBe(applied.podUid);

    await removeWhole(spec);
    expect(await under.cluster.observe(spec)).toMatchObject({ phase: "absent", podUid: null });
    expect((await under.cluster.list()).some(({ rentalId }) => rentalId === spec.rentalId)).toBe(false);
    await until("the port to be closed", async () => !(await probe(spec)).reachable);
    expect(await probe(spec)).toEqual({ reachable: false, cause: "refused" });
    expect(await under.cluster.remove(spec)).toBe(true);
  });

  it("lets root in by password and by key, and nobody else", async () => {
    const spec = specOf({});
    const applied = await start(spec);
    expect((await ask(spec, applied, "id -un", { password: PASSWORD })).stdout).toBe("root\n");
    expect((await ask(spec, applied, "id -un", { privateKey: KEYS.private })).stdout).toBe("root\n");
    await expect(ask(spec, applied, "true", { password: "wrong" })).rejects.toThrow();
    await expect(ask(spec, applied, "true", { privateKey: testSshKeys().private })).rejects.toThrow();
  });

  it("has exactly the GPUs that were rented", async () => {
    const spec = specOf({ gpuCount: 2 });
    const seen = await ask(spec, await start(spec), "nvidia-smi -L");
    expect(seen.stdout.trim().split("\n")).toHaveLength(2);
    if (under.local !== null) expect(seen.stdout).toMatch(/^GPU 0: RTX 4090 \(simulated\) \(UUID: GPU-/);
  });

  it("takes what a person typed as text: no password, variable or script is ever run as something else", async () => {
    const env = { A: "$(touch /root/pwned) `touch /root/pwned`; touch /root/pwned", B: "'\"\\ \n line" };
    const onStart = `printf '%s' "$A" > /root/started; echo 'it'"'"'s done' > /root/done`;
    const spec = specOf({ access: { ...testSpec(bare()).access, env, onStart } });
    const applied = await start(spec);
    await until("the script", async () => (await ask(spec, applied, "cat /root/done")).stdout === "it's done\n");
    const shown = await ask(spec, applied, 'printf "%s|%s" "$A" "$B"; ls /root; cat /root/started');
    expect(shown.stdout).toBe(`${env.A}|${env.B}done\nstarted\n${env.A}`);
    expect((await ask(spec, applied, "exit 7", { password: PASSWORD })).code).toBe(7);
  });

  it("applied twice is the same workload, with the same host key and pod", async () => {
    const spec = specOf({});
    const [first, second] = await Promise.all([under.cluster.apply(spec), under.cluster.apply(spec)]);
    expect(second).toEqual(first);
    await untilReachable(spec, first);
    expect(await under.cluster.apply(spec)).toEqual(first);
    const ofRental = (await under.cluster.list()).filter(({ rentalId }) => rentalId === spec.rentalId);
    expect(ofRental).toHaveLength(1);
    expect(ofRental[0]).toMatchObject({ customer: spec.customer, phase: "ready", restarts: 0 });
  });

  it("comes back by itself when its customer kills the SSH server", async () => {
    const spec = specOf({});
    const applied = await start(spec);
    const before = await ask(spec, applied, "cat /proc/sys/kernel/random/boot_id; touch /root/mark");
    expect(before.code).toBe(0);
    await ask(spec, applied, "pkill -KILL sshd").catch(() => undefined);
    await until("another server", async () => (await ask(spec, applied, "ls /root")).stdout === "mark\n");
    expect(await under.cluster.observe(spec)).toMatchObject({ phase: "ready", restarts: 0 });
  });

  it("shows what its start script writes, the newest lines of it, and what came since", async () => {
    const onStart = "for n in 1 2 3; do echo line $n; done; sleep 2; echo a last one";
    const spec = specOf({ access: { ...testSpec(bare()).access, onStart } });
    expect(await under.cluster.logs(spec, { tail: 100, since: null })).toEqual([]);
    await start(spec);
    const written = async (since: string | null, tail = 100) =>
      (await under.cluster.logs(spec, { tail, since })).filter(({ text }) => /^(line \d|a last one)$/.test(text));
    const first = await until("three lines", async () => {
      const lines = await written(null);
      return lines.length >= 3 ? lines : null;
    });
    expect(first.slice(0, 3).map(({ text }) => text)).toEqual(["line 1", "line 2", "line 3"]);
    expect(first.map(({ at }) => at)).toEqual(first.map(({ at }) => at).toSorted());
    const since = first[2]?.at ?? "";
    await until("the last line", async () => (await written(since)).length === 1);
    expect(await written(since)).toMatchObject([{ text: "a last one" }]);
    expect((await written(first[0]?.at ?? "")).map(({ text }) => text)).toEqual(["line 2", "line 3", "a last one"]);
  });

  it("shows what it uses: CPU, memory, disk", async () => {
    const spec = specOf({});
    const applied = await start(spec);
    const busy =
      "dd if=/dev/zero of=/root/big bs=1M count=64 2>/dev/null; (timeout 20 sh -c 'while :; do :; done' &) >/dev/null 2>&1 </dev/null; echo ok";
    expect((await ask(spec, applied, busy)).stdout).toBe("ok\n");
    const used = await until(
      "a busy core and 64 MB on its disk",
      async () => {
        const all = await under.cluster.usage(under.nodeName);
        const own = all.find(({ rentalId }) => rentalId === spec.rentalId);
        return (own?.cpuMillicores ?? 0) > 200 && (own?.diskBytes ?? 0) >= 64 * 2 ** 20 ? own : null;
      },
      { deadlineMs: 60_000, everyMs: 1_100 },
    );
    expect(used.memoryBytes).toBeGreaterThan(2 ** 20);
    expect(used.memoryBytes).toBeLessThan(8 * 2 ** 30);
  });

  it("its pod ended and applied again is another pod behind the same address and host key", async () => {
    const spec = specOf({});
    const applied = await start(spec);
    const { podUid } = applied;
    await under.cluster.endPod(spec, podUid ?? "");
    await under.cluster.endPod(spec, podUid ?? "");
    await until("the pod's end", async () => (await under.cluster.observe(spec)).phase === "absent");
    const again = await under.cluster.apply(spec);
    expect(again.hostKeyFingerprint).toBe(applied.hostKeyFingerprint);
    expect(again.podUid).not.toBe(podUid);
    await untilReachable(spec, applied);
    // Asked again for the first pod, it leaves the second alone.
    await under.cluster.endPod(spec, podUid ?? "");
    expect(await under.cluster.observe(spec)).toMatchObject({ podUid: again.podUid, restarts: 0 });
  });

  it("says why it cannot run", async () => {
    const tooMany = specOf({ gpuCount: 4096 });
    await under.cluster.apply(tooMany);
    onTestFinished(() => removeWhole(tooMany));
    const seen = await until("the refusal", async () => {
      const now = await under.cluster.observe(tooMany);
      return now.failure === null ? null : now;
    });
    expect(seen).toMatchObject({ phase: "pending", failure: "unschedulable" });
    expect(seen.detail).toContain("nvidia.com/gpu");
  });

  it("refuses a port that is another's, for as long as it is", async () => {
    const first = specOf({});
    const second = specOf({ nodePort: first.nodePort });
    await under.cluster.apply(first);
    onTestFinished(() => removeWhole(second));
    const refusal = await under.cluster.apply(second).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ClusterFault);
    expect(refusal).toMatchObject({ code: "port_taken", retry: "later" });
    await removeWhole(first);
    await under.cluster.apply(second);
    await untilReachable(second);
  });

  it("sent twice to its end, in the middle of starting, is gone all the same", async () => {
    const spec = specOf({});
    await under.cluster.apply(spec);
    await Promise.all([under.cluster.remove(spec), under.cluster.remove(spec)]);
    await removeWhole(spec);
    expect(await under.cluster.observe(spec)).toMatchObject({ phase: "absent" });
  });
});

describe("a node", () => {
  it("is seen with what it has, and takes no new workloads while it is cordoned", async () => {
    const nodeOf = async () => (await under.cluster.nodes()).find(({ name }) => name === under.nodeName);
    expect(await nodeOf()).toMatchObject({ clusterId: "test", ready: true, cordoned: false });
    if (under.local !== null)
      expect(await nodeOf()).toMatchObject({ gpuModel: "RTX 4090", gpuCount: 4, vramMb: 24_564, simulated: true });
    await under.cluster.setCordoned(under.nodeName, true);
    onTestFinished(() => under.cluster.setCordoned(under.nodeName, false));
    await until("the cordon", async () => (await nodeOf())?.cordoned);
    const spec = specOf({});
    await under.cluster.apply(spec);
    onTestFinished(() => removeWhole(spec));
    await until("the refusal", async () => (await under.cluster.observe(spec)).failure === "unschedulable");
    await under.cluster.setCordoned(under.nodeName, false);
    await untilReachable(spec);
  });
});

describe("a cluster", () => {
  it("answers a ping, and names what it was not given", async () => {
    await under.cluster.ping();
    await expect(under.cluster.setCordoned("no-such-node", true)).rejects.toMatchObject({ code: "not_found" });
  });
});

function bare() {
  const { image, nodeName, provider } = under;
  return { image, nodeName, provider, nodePort: under.nextPort() };
}

function specOf(change: Partial<WorkloadSpec>): WorkloadSpec {
  return testSpec({ ...bare(), ...change });
}

/** Applied and reachable; removed when the test is over. */
async function start(spec: WorkloadSpec): Promise<AppliedWorkload> {
  onTestFinished(() => removeWhole(spec));
  const applied = await under.cluster.apply(spec);
  await untilReachable(spec, applied);
  return applied;
}

async function untilReachable(spec: WorkloadSpec, applied?: AppliedWorkload): Promise<void> {
  const probed = async () => (await probe(spec, applied?.hostKeyFingerprint)).reachable;
  await until("the way in", probed, { deadlineMs: 60_000, everyMs: 5 });
}

function probe(spec: WorkloadSpec, expectedFingerprint?: string) {
  const target = { host: under.host, port: spec.nodePort, timeoutMs: 5_000 };
  return probeSsh(expectedFingerprint === undefined ? target : { ...target, expectedFingerprint });
}

async function removeWhole(spec: WorkloadSpec): Promise<void> {
  await until("nothing to be left", () => under.cluster.remove(spec), { deadlineMs: 60_000 });
}

/** Logs in, checks the host key, runs one command. */
async function ask(
  spec: WorkloadSpec,
  applied: AppliedWorkload,
  command: string,
  by: Parameters<typeof login>[0]["with"] = { privateKey: KEYS.private },
): Promise<Ran> {
  const hostKey = (key: Buffer) => fingerprintOf(key) === applied.hostKeyFingerprint;
  const client = await login({ host: under.host, port: spec.nodePort, hostKey, with: by });
  try {
    return await run(client, command);
  } finally {
    client.end();
  }
}
