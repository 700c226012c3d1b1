import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorkloadSpec } from "@worldland/core/workload";
import { startTestCluster, type TestCluster } from "@worldland/testing/localCluster";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, connectApi } from "./api.ts";
import { connectCluster } from "./connectCluster.ts";
import { ClusterFault } from "./fault.ts";
import { namespaceManifest } from "./manifests/namespace.ts";
import { ownerManifest } from "./manifests/owner.ts";
import { namesOf } from "./names.ts";
import { objectPath } from "./paths.ts";
import type { Cluster } from "./port.ts";
import { testSpec } from "./test/testSpec.ts";
import { applyObject, deleteObject, readObject } from "./write.ts";

const faults = { unavailable: false, delayMs: 0 };
let local: TestCluster;
let cluster: Cluster;
let api: Api;

beforeAll(async () => {
  local = await startTestCluster({ faults });
  cluster = connect();
  api = connectApi(readFileSync(local.kubeconfigPath, "utf8"), { timeoutMs: 5_000 });
});

afterAll(async () => {
  api?.close();
  cluster?.close();
  await local?.close();
});

describe("a cluster in trouble", () => {
  it("says so by a typed fault that may be tried again later", async () => {
    faults.unavailable = true;
    await expect(cluster.nodes()).rejects.toMatchObject({ code: "unavailable", retry: "later", status: 503 });
    faults.unavailable = false;
    const hasty = connect({ timeoutMs: 50 });
    faults.delayMs = 500;
    await expect(hasty.nodes()).rejects.toMatchObject({ code: "timeout", retry: "later" });
    faults.delayMs = 0;
    hasty.close();
    const nobody = connect({ kubeconfig: (text) => text.replace(local.controlPlane.url, "https://127.0.0.1:9") });
    await expect(nobody.ping()).rejects.toMatchObject({ code: "unreachable", retry: "later", status: null });
    nobody.close();
  });

  it("shows itself by its authority: another's server under the same address is not believed", async () => {
    const foreign = await startTestCluster({ nodes: [] });
    const fake = connect({ kubeconfig: (text) => text.replace(local.controlPlane.url, foreign.controlPlane.url) });
    await expect(fake.ping()).rejects.toMatchObject({ code: "unreachable" });
    fake.close();
    await foreign.close();
  });

  it("that cannot be one is refused at once, without a word of what the file holds", () => {
    const attempt = (text: string) => {
      try {
        connect({ kubeconfig: () => text });
      } catch (error) {
        return error;
      }
      return null;
    };
    for (const text of ["canary-secret: [", "{}", readKubeconfig().replace("https://", "http://")]) {
      const refusal = attempt(text);
      expect(refusal).toBeInstanceOf(ClusterFault);
      expect(refusal).toMatchObject({ code: "invalid_spec", retry: "never" });
      expect(String(refusal instanceof Error && refusal.stack)).not.toContain("canary-secret");
    }
    expect(() => connect({ sshImage: "worldland/ssh:latest" })).toThrow(/image/);
  });
});

describe("a workload of which a crash left half", () => {
  it("is made whole by applying it again, under the same host key", async () => {
    const spec = specOf();
    const first = await cluster.apply(spec);
    const { namespace, name } = namesOf(spec);
    for (const kind of ["services", "networkpolicies"] as const)
      await deleteObject(api, objectPath(namespace, kind, name));
    expect(await cluster.apply(spec)).toEqual(first);
    for (const kind of ["services", "networkpolicies"] as const)
      expect(await readObject(api, objectPath(namespace, kind, name))).not.toBe(null);
    await deleteObject(api, objectPath(namespace, "pods", name), { gracePeriodSeconds: 0 });
    const again = await cluster.apply(spec);
    expect(again.hostKeyFingerprint).toBe(first.hostKeyFingerprint);
    expect(again.podUid).not.toBe(first.podUid);
    await removeWhole(spec);
  });

  it("is found by the sweep, and removed", async () => {
    const spec = specOf();
    const { namespace, name } = namesOf(spec);
    await applyObject(api, `/api/v1/namespaces/${namespace}`, namespaceManifest(spec));
    await applyObject(api, objectPath(namespace, "configmaps", name), ownerManifest(spec));
    const found = (await cluster.list()).filter(({ rentalId }) => rentalId === spec.rentalId);
    expect(found).toMatchObject([{ customer: spec.customer, phase: "absent" }]);
    expect(await cluster.remove(spec)).toBe(true);
    expect((await cluster.list()).filter(({ rentalId }) => rentalId === spec.rentalId)).toEqual([]);
  });

  it("goes with its owner, whoever took that away", async () => {
    const spec = specOf();
    await cluster.apply(spec);
    const { namespace, name } = namesOf(spec);
    await deleteObject(api, objectPath(namespace, "configmaps", name));
    for (const kind of ["pods", "services", "secrets", "networkpolicies"] as const)
      await until(`its ${kind}`, async () => (await readObject(api, objectPath(namespace, kind, name))) === null);
  });

  it("whose namespace somebody removed is made anew", async () => {
    const spec = specOf();
    await cluster.apply(spec);
    const { namespace } = namesOf(spec);
    await deleteObject(api, `/api/v1/namespaces/${namespace}`);
    await until("the namespace to go", async () => (await readObject(api, `/api/v1/namespaces/${namespace}`)) === null);
    await cluster.apply(spec);
    await until("the pod", async () => (await cluster.observe(spec)).phase === "ready", { deadlineMs: 30_000 });
    await removeWhole(spec);
  });
});

function connect(
  change: { timeoutMs?: number; sshImage?: string; kubeconfig?: (text: string) => string } = {},
): Cluster {
  const { kubeconfig = (text: string) => text, ...options } = change;
  const kubeconfigPath = join(local.stateDir, "test.kubeconfig");
  writeFileSync(kubeconfigPath, kubeconfig(readKubeconfig()), { mode: 0o600 });
  return connectCluster({ id: "test", kubeconfigPath, sshImage: local.sshImage, ...options });
}

function readKubeconfig(): string {
  return readFileSync(local.kubeconfigPath, "utf8");
}

let nextPort = 0;

function specOf(): WorkloadSpec {
  return testSpec({ image: local.images[0] ?? "", nodePort: local.nodePortRange[0] + nextPort++ });
}

async function removeWhole(spec: WorkloadSpec): Promise<void> {
  await until("nothing to be left", () => cluster.remove(spec), { deadlineMs: 30_000 });
}
