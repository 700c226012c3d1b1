import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeSpec } from "@worldland/cluster/kubelet/nodeSpec";
import { type LocalCluster, type LocalClusterOptions, startLocalCluster } from "@worldland/cluster/localCluster";
import { localImages } from "@worldland/cluster/pod/localImages";

export type TestCluster = LocalCluster & {
  readonly stateDir: string;
  /** Pinned image of the SSH server, as a worker is given it. */
  readonly sshImage: string;
  /** The catalogue's images, pinned. */
  readonly images: readonly string[];
};

export type TestClusterOptions = Partial<Pick<LocalClusterOptions, "nodes" | "nodeTiming" | "backOffMs" | "faults">>;

/** First and last port, and how many ports there are to a slice; as in tooling/local, whose claims these respect. */
const PORTS = { first: 30_000, last: 32_767, slice: 200 } as const;

/** A local cluster for one test file: own folder, own NodePorts, gone with `close()`; nothing outlives the process. */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const stateDir = mkdtempSync(join(tmpdir(), "worldland-cluster-"));
  const ports = await claimNodePorts();
  const clear = () => {
    ports.claim.close();
    rmSync(stateDir, { recursive: true, force: true });
  };
  try {
    const cluster = await startLocalCluster({
      nodes: [testNode("node-a")],
      ...options,
      stateDir,
      nodePortRange: [ports.from, ports.to],
    });
    const [sshImage = "", ...images] = localImages().map(({ repository, digest }) => `${repository}@${digest}`);
    const close = async () => {
      await cluster.close();
      clear();
    };
    return { ...cluster, stateDir, sshImage, images, close };
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

/** A stretch of NodePorts that no other copy has: its last port is held open as the claim. */
async function claimNodePorts(): Promise<{ from: number; to: number; claim: Server }> {
  const count = Math.floor((PORTS.last - PORTS.first + 1) / PORTS.slice);
  const start = Math.floor(Math.random() * count);
  for (let tried = 0; tried < count; tried++) {
    const from = PORTS.first + ((start + tried) % count) * PORTS.slice;
    const to = from + PORTS.slice - 2;
    const claim = await listen(to + 1);
    if (claim !== null) return { from, to, claim };
  }
  throw new Error("Every stretch of NodePorts is taken.");
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(server.unref()));
  });
}
