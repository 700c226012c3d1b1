import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeSpec } from "@worldland/cluster/kubelet/nodeSpec";
import { type LocalCluster, type LocalClusterOptions, startLocalCluster } from "@worldland/cluster/localCluster";
import { localImages } from "@worldland/cluster/pod/localImages";
import { claimNodePorts } from "@worldland/cluster/test/nodePorts";
import { bindWorker } from "./workerRights.ts";

export type TestCluster = LocalCluster & {
  readonly stateDir: string;
  /** Of the platform's worker, which may do what deploy/platform grants it and nothing else. */
  readonly workerKubeconfigPath: string;
  /** Pinned image of the SSH server, as a worker is given it. */
  readonly sshImage: string;
  /** The catalogue's images, pinned. */
  readonly images: readonly string[];
};

export type TestClusterOptions = Partial<
  Pick<LocalClusterOptions, "nodes" | "nodeTiming" | "backOffMs" | "faults" | "audit">
>;

/** A local cluster for one test file: own folder, own NodePorts, gone with `close()`; nothing outlives the process. */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const stateDir = mkdtempSync(join(tmpdir(), "worldland-cluster-"));
  const ports = await claimNodePorts();
  const clear = () => {
    ports.release();
    rmSync(stateDir, { recursive: true, force: true });
  };
  try {
    const cluster = await startLocalCluster({
      nodes: [testNode("node-a")],
      ...options,
      stateDir,
      nodePortRange: [ports.from, ports.to],
    });
    const workerKubeconfigPath = join(stateDir, "worker.kubeconfig");
    writeFileSync(workerKubeconfigPath, await bindWorker(cluster.controlPlane), { mode: 0o600 });
    const [sshImage = "", ...images] = localImages().map(({ repository, digest }) => `${repository}@${digest}`);
    const close = async () => {
      await cluster.close();
      clear();
    };
    return { ...cluster, stateDir, workerKubeconfigPath, sshImage, images, close };
  } catch (error) {
    clear();
    throw error;
  }
}

export const TEST_PROVIDER = `0x${"ab".repeat(20)}`;

/** A simulated machine with four GPUs and room for four of the largest rentals with one. */
export function testNode(name: string, change: Partial<NodeSpec> = {}): NodeSpec {
  return {
    name,
    provider: TEST_PROVIDER,
    region: "Seoul",
    country: "KR",
    gpu: { model: "RTX 4090", count: 4, vramMb: 24_564 },
    cpuCores: 256,
    memoryGb: 1024,
    storageGb: 2000,
    ...change,
  };
}
