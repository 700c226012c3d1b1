import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ControlPlane, nodeSubject, startControlPlane } from "@worldland/cluster/controlPlane";
import { type Api, connectApi } from "@worldland/cluster/kubelet/api";
import type { NodeSpec } from "@worldland/cluster/kubelet/nodeSpec";
import { startSimulatedKubelet } from "@worldland/cluster/kubelet/simulatedKubelet";
import { localImages } from "@worldland/cluster/pod/localImages";
import { bindWorker } from "./workerRights.ts";

export type SimulatedCluster = {
  readonly controlPlane: ControlPlane;
  /** The administrator's calls, for looks and for mischief. */
  readonly admin: Api;
  /** Of the platform's worker, with the rights of deploy/platform and no other. */
  readonly kubeconfigPath: string;
  readonly sshImage: string;
  readonly image: string;
  close(): Promise<void>;
};

/** The local control plane with nodes on which nothing runs: pods are ready at once, and gone at once. */
export async function startSimulatedCluster(options: {
  nodes: readonly NodeSpec[];
  /** First and last; no NodePort is opened on this machine. */
  nodePortRange: readonly [number, number];
}): Promise<SimulatedCluster> {
  const folder = mkdtempSync(join(tmpdir(), "worldland-simulated-"));
  const controlPlane = await startControlPlane({ nodePortRange: options.nodePortRange });
  const kubeconfigPath = join(folder, "worker.kubeconfig");
  writeFileSync(kubeconfigPath, await bindWorker(controlPlane), { mode: 0o600 });
  const admin = connectApi(await controlPlane.kubeconfig());
  const kubelets = await Promise.all(
    options.nodes.map(async ({ provider, ...machine }) => {
      const kubelet = await startSimulatedKubelet(await controlPlane.kubeconfig(nodeSubject(machine.name)), machine);
      const metadata = { labels: { "node-restriction.kubernetes.io/worldland-provider": provider } };
      await admin.call({ method: "PATCH", path: `/api/v1/nodes/${machine.name}`, body: { metadata } });
      return kubelet;
    }),
  );
  const [sshImage = "", image = ""] = localImages().map(({ repository, digest }) => `${repository}@${digest}`);
  return {
    controlPlane,
    admin,
    kubeconfigPath,
    sshImage,
    image,
    async close() {
      await Promise.all(kubelets.map((kubelet) => kubelet.close()));
      admin.close();
      await controlPlane.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
