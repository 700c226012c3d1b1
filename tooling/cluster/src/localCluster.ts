import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Audit, Faults } from "./apiserver/handle.ts";
import type { NodeTiming } from "./controllers/nodeLifecycle.ts";
import { type ControlPlane, nodeSubject, startControlPlane } from "./controlPlane.ts";
import { type Api, connectApi } from "./kubelet/api.ts";
import { type Kubelet, startKubelet } from "./kubelet/kubelet.ts";
import type { NodeSpec } from "./kubelet/nodeSpec.ts";
import { type Isolation, probeIsolation } from "./pod/isolation.ts";
import { stageRuntime } from "./pod/stageRuntime.ts";
import { type NodePortProxy, startNodePortProxy } from "./proxy/nodePortProxy.ts";
import { lockFolder } from "./stateLock.ts";

export type LocalClusterOptions = {
  /** Everything of the cluster lies here; a second process that wants the same folder is refused. */
  readonly stateDir: string;
  /** First and last NodePort. */
  readonly nodePortRange: readonly [number, number];
  readonly nodes: readonly NodeSpec[];
  /** Of the API server, on 127.0.0.1. Without it that of the last run, or any. */
  readonly port?: number;
  /** How soon a silent node is given up; 40 s unless a test is in a hurry. */
  readonly nodeTiming?: NodeTiming;
  /** Trouble for tests, read anew for every request to the API server. */
  readonly faults?: Faults;
  /** Told of everything that the API server is asked for. */
  readonly audit?: Audit;
  /** First pause before a crashed container is started again; 10 s unless a test is in a hurry. */
  readonly backOffMs?: number;
};

export type LocalCluster = {
  /** Of the administrator. */
  readonly kubeconfigPath: string;
  readonly nodePortRange: readonly [number, number];
  /** The control plane itself, for faults and forgotten changes in tests. */
  readonly controlPlane: ControlPlane;
  /** How containers are kept apart here. */
  readonly isolation: Isolation;
  /** Adds a node, or brings back one whose power was cut. Resolves when it is ready and bears its provider's label. */
  addNode(spec: NodeSpec): Promise<void>;
  /** Power loss: the node's pods die and its lease stops. Its objects stay. */
  killNode(name: string): Promise<void>;
  /** Ends every process of every pod, then everything else. */
  close(): Promise<void>;
};

const PROVIDER_LABEL = "node-restriction.kubernetes.io/worldland-provider";

/**
 * Control plane, kubelets and NodePort proxy in this process. State of an earlier run in the folder is taken up,
 * however that ended. Throws when the machine cannot isolate containers, or the folder or the port is taken.
 */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const { stateDir, nodePortRange } = options;
  // Others may pass through, for containers are built by whoever root of theirs is, and read nothing but their own.
  mkdirSync(stateDir, { recursive: true });
  const unlock = lockFolder(stateDir);
  const parts: { close(): unknown }[] = [{ close: unlock }];
  const close = async () => {
    for (const part of parts.splice(0).reverse()) await part.close();
  };
  try {
    return { ...(await bringUp(options, parts)), nodePortRange, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUp(
  options: LocalClusterOptions,
  parts: { close(): unknown }[],
): Promise<Omit<LocalCluster, "nodePortRange" | "close">> {
  const { stateDir, nodePortRange, nodes, backOffMs } = options;
  const isolation = probeIsolation();
  const runtime = stageRuntime(stateDir);
  const controlPlane = await startControlPlane({
    stateDir: join(stateDir, "control-plane"),
    nodePortRange,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.nodeTiming === undefined ? {} : { nodeTiming: options.nodeTiming }),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
    ...(options.audit === undefined ? {} : { audit: options.audit }),
  });
  parts.push(controlPlane);
  const kubeconfig = await controlPlane.kubeconfig();
  const kubeconfigPath = join(stateDir, "kubeconfig");
  writeFileSync(kubeconfigPath, kubeconfig, { mode: 0o600 });
  chmodSync(kubeconfigPath, 0o600);
  const admin = connectApi(kubeconfig);
  parts.push(admin);
  const kubelets = new Map<string, Kubelet>();
  const local = new Set<string>();
  parts.push({ close: () => Promise.all([...kubelets.values()].map((kubelet) => kubelet.close())) });
  const proxy = await proxyFor(controlPlane, kubelets, local);
  parts.push(proxy);

  const addNode = async ({ provider, ...machine }: NodeSpec) => {
    if (local.has(machine.name)) throw new Error(`The node ${machine.name} runs already.`);
    local.add(machine.name);
    const kubelet = await startKubelet({
      kubeconfig: await controlPlane.kubeconfig(nodeSubject(machine.name)),
      machine,
      isolation,
      runtime,
      stateDir: join(stateDir, "nodes", machine.name),
      ...(backOffMs === undefined ? {} : { backOffMs }),
    });
    kubelets.set(machine.name, kubelet);
    proxy.refresh();
    await claimNode(admin, machine.name, provider);
  };
  await Promise.all(nodes.map(addNode));
  return {
    kubeconfigPath,
    controlPlane,
    isolation,
    addNode,
    async killNode(name) {
      const kubelet = kubelets.get(name);
      kubelets.delete(name);
      local.delete(name);
      proxy.refresh();
      await kubelet?.cutPower();
    },
  };
}

/** Whose node it is: a label that the node cannot give itself. */
async function claimNode(admin: Api, name: string, provider: string): Promise<void> {
  const metadata = { labels: { [PROVIDER_LABEL]: provider } };
  await admin.call({ method: "PATCH", path: `/api/v1/nodes/${name}`, body: { metadata } });
}

async function proxyFor(
  controlPlane: ControlPlane,
  kubelets: ReadonlyMap<string, Kubelet>,
  local: ReadonlySet<string>,
): Promise<NodePortProxy> {
  const api = connectApi(await controlPlane.kubeconfig({ user: "system:kube-proxy", groups: ["system:node-proxier"] }));
  const proxy = startNodePortProxy({
    api,
    isLocal: (nodeName) => local.has(nodeName),
    relay: (podUid, port, socket) => [...kubelets.values()].some((kubelet) => kubelet.relay(podUid, port, socket)),
  });
  return {
    refresh: () => proxy.refresh(),
    async close() {
      await proxy.close();
      api.close();
    },
  };
}
