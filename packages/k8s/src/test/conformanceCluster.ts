import { startTestCluster, type TestCluster, type TestClusterOptions } from "@worldland/testing/localCluster";
import { until } from "@worldland/testing/until";
import { connectCluster } from "../connectCluster.ts";
import type { Cluster } from "../port.ts";

/** The cluster under test, and what is known of it. */
export type ConformanceCluster = {
  readonly cluster: Cluster;
  /** Null where KUBECONFIG names a real one, whose nodes are nobody's to break. */
  readonly local: TestCluster | null;
  readonly nodeName: string;
  readonly provider: string;
  /** Where the node's NodePorts answer. */
  readonly host: string;
  readonly image: string;
  /** A NodePort nobody has had in this run. */
  nextPort(): number;
  close(): Promise<void>;
};

/**
 * The cluster of KUBECONFIG, with SSH_IMAGE and CONFORMANCE_IMAGE (both pinned) and the first node there that bears a
 * provider's label and has GPUs; without KUBECONFIG a local one of its own,
 * as the account that the worker has in deploy/platform.
 */
export async function conformanceCluster(options: TestClusterOptions = {}): Promise<ConformanceCluster> {
  const { KUBECONFIG: kubeconfigPath, SSH_IMAGE: sshImage, CONFORMANCE_IMAGE: image } = process.env;
  if (!kubeconfigPath) return localOne(options);
  if (!sshImage || !image) throw new Error("KUBECONFIG needs SSH_IMAGE and CONFORMANCE_IMAGE beside it, by digest.");
  const cluster = connectCluster({ id: "test", kubeconfigPath, sshImage });
  return describe(cluster, null, image, 30_000 + Math.floor(Math.random() * 2_000), async () => cluster.close());
}

async function localOne(options: TestClusterOptions): Promise<ConformanceCluster> {
  const local = await startTestCluster(options);
  const { workerKubeconfigPath: kubeconfigPath, sshImage } = local;
  const cluster = connectCluster({ id: "test", kubeconfigPath, sshImage });
  return describe(cluster, local, local.images[0] ?? "", local.nodePortRange[0], async () => {
    cluster.close();
    await local.close();
  });
}

async function describe(
  cluster: Cluster,
  local: TestCluster | null,
  image: string,
  firstPort: number,
  close: () => Promise<void>,
): Promise<ConformanceCluster> {
  const node = await until("a node with GPUs and a provider", async () =>
    (await cluster.nodes()).find(({ provider, ready, gpuCount }) => provider !== null && ready && gpuCount > 0),
  );
  let port = firstPort;
  return {
    cluster,
    local,
    nodeName: node.name,
    provider: node.provider ?? "",
    host: node.publicAddress ?? "127.0.0.1",
    image,
    nextPort: () => port++,
    close,
  };
}
