import { existsSync } from "node:fs";
import { join } from "node:path";
import { type LocalCluster, startLocalCluster } from "@worldland/cluster/localCluster";
import { localImages } from "@worldland/cluster/pod/localImages";
import type { Closers } from "./closers.ts";
import { takeNodePortSlice } from "./nodePortSlice.ts";
import type { ExternalCluster, StackOptions } from "./options.ts";
import { SEED } from "./seed.ts";

/** The cluster as the worker is told of it, local or real. */
export type StackCluster = {
  readonly kubeconfig: string;
  readonly sshImage: string;
  /** NodePorts its rentals may take, both ends included. */
  readonly nodePorts: readonly [from: number, to: number];
  /** Whether a canary found the forbidden targets closed. */
  readonly isolated: boolean;
  /** Null where a real one is used. */
  readonly local: LocalCluster | null;
};

export async function startStackCluster(
  options: StackOptions,
  providerAt: (walletIndex: number) => string,
  closers: Closers,
): Promise<StackCluster> {
  if (options.external.cluster !== null) return externalCluster(options.external.cluster);
  const stateDir = join(options.stateDir, "cluster");
  const slice = await takeNodePortSlice(options.nodePortFrom, join(options.stateDir, "node-port-from"));
  closers.push(() => slice.release());
  const nodePorts = [slice.from, slice.to] as const;
  const local = await startLocalCluster({
    stateDir,
    nodePortRange: nodePorts,
    ...(options.clusterPort > 0 ? { port: options.clusterPort } : {}),
    nodes: SEED.flatMap(({ walletIndex, nodes }) =>
      nodes.map(({ wlPerGpuHour: _, ...node }) => ({ ...node, provider: providerAt(walletIndex) })),
    ),
  });
  closers.push(() => local.close());
  // The local kubelet gives containers no way out but through their SSH server.
  return { kubeconfig: local.kubeconfigPath, sshImage: localSshImage(), nodePorts, isolated: true, local };
}

function externalCluster(cluster: ExternalCluster): StackCluster {
  if (!existsSync(cluster.kubeconfig)) throw new Error(`KUBECONFIG names ${cluster.kubeconfig}, which is not there.`);
  return { ...cluster, local: null };
}

/** The local registry's image that brings sshd. */
export function localSshImage(): string {
  const image = localImages().find(({ reference }) => reference.endsWith("/ssh"));
  if (image === undefined) throw new Error("The local registry has no ssh image.");
  return `${image.reference}@${image.digest}`;
}
