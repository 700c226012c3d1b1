import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectApi } from "../kubelet/api.ts";
import { startKubelet } from "../kubelet/kubelet.ts";
import type { Machine } from "../kubelet/nodeSpec.ts";
import { probeIsolation } from "../pod/isolation.ts";
import { stageRuntime } from "../pod/stageRuntime.ts";
import { startNodePortProxy } from "../proxy/nodePortProxy.ts";
import { lockFolder } from "../stateLock.ts";
import { fetchAuthority } from "./fetchAuthority.ts";
import { requestCertificate } from "./requestCertificate.ts";

export type JoinOptions = {
  /** `https://host:port` of the API server. */
  readonly server: string;
  /** `sha256:<hex>` of its authority's public key. */
  readonly caHash: string;
  /** Asked for only where this node has no certificate yet. */
  readonly token: () => Promise<string>;
  readonly machine: Machine;
  /** The node's own; certificate and pods of an earlier run in it are taken up. */
  readonly stateDir: string;
  /** How long to wait to be let in. */
  readonly waitMs: number;
};

export type JoinedNode = { close(): Promise<void> };

/**
 * Joins one simulated machine to a cluster, as a machine of its own would: certificate by token, then a kubelet and a
 * NodePort proxy on 127.0.0.1. Resolves when the node has said it is ready. Throws in words.
 */
export async function joinNode(options: JoinOptions): Promise<JoinedNode> {
  const { machine, stateDir } = options;
  mkdirSync(stateDir, { recursive: true });
  const closers: (() => unknown)[] = [lockFolder(stateDir)];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const isolation = probeIsolation();
    const kubeconfig = await certificate(options);
    const runtime = stageRuntime(stateDir);
    const kubelet = await startKubelet({ kubeconfig, machine, isolation, runtime, stateDir: join(stateDir, "node") });
    closers.push(() => kubelet.close());
    const api = connectApi(kubeconfig);
    closers.push(() => api.close());
    const proxy = startNodePortProxy({
      api,
      isLocal: (nodeName) => nodeName === machine.name,
      relay: (podUid, port, socket) => kubelet.relay(podUid, port, socket),
    });
    closers.push(() => proxy.close());
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The node's kubeconfig: that of its folder, or a new one by its token. */
async function certificate({ server, caHash, token, machine, stateDir, waitMs }: JoinOptions): Promise<string> {
  const path = join(stateDir, "kubeconfig");
  if (existsSync(path)) return readFileSync(path, "utf8");
  const caPem = await fetchAuthority(server, caHash);
  const credentials = { token: await token() };
  const text = await requestCertificate({ server, caPem, credentials, nodeName: machine.name, waitMs });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return text;
}
