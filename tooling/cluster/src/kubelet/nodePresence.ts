import { setTimeout as sleep } from "node:timers/promises";
import type { Isolation } from "../pod/isolation.ts";
import { type Api, ApiError } from "./api.ts";
import { nodeLabels, nodeObject, nodeStatus } from "./nodeObject.ts";
import type { Machine } from "./nodeSpec.ts";

const LEASE_RENEWAL_MS = 10_000;
const LEASE_DURATION_S = 40;
const STATUS_EVERY_MS = 60_000;

export type Presence = {
  readonly api: Api;
  readonly machine: Machine;
  readonly isolation: Pick<Isolation, "sentence" | "version">;
  readonly kubeletPort: number;
};

/** Registers the node, or takes up a registration of an earlier run, and reports it ready. Throws `ApiError`. */
export async function registerNode(presence: Presence): Promise<void> {
  const { api, machine, isolation } = presence;
  await api.call({ method: "POST", path: "/api/v1/nodes", body: nodeObject(machine, isolation) }).catch((error) => {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    const metadata = { labels: nodeLabels(machine) };
    return api.call({ method: "PATCH", path: `/api/v1/nodes/${machine.name}`, body: { metadata } });
  });
  await renewLease(presence);
  await postStatus(presence, now());
}

/** Keeps the lease and the status fresh until the signal ends it; a server that is away is asked again. */
export async function keepPresent(presence: Presence, signal: AbortSignal): Promise<void> {
  const since = now();
  let reportedAt = performance.now();
  while (!signal.aborted) {
    await sleep(LEASE_RENEWAL_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await renewLease(presence);
      if (performance.now() - reportedAt > STATUS_EVERY_MS || (await isDoubted(presence))) {
        await postStatus(presence, since);
        reportedAt = performance.now();
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) await registerNode(presence).catch(() => undefined);
    }
  }
}

/** After a silence the control plane has marked the node as not heard of; only our own word brings it back. */
async function isDoubted({ api, machine }: Presence): Promise<boolean> {
  const node = await api.call<{ status?: { conditions?: { type: string; status: string }[] } }>({
    method: "GET",
    path: `/api/v1/nodes/${machine.name}`,
  });
  return !node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
}

async function postStatus({ api, machine, isolation, kubeletPort }: Presence, since: string): Promise<void> {
  const status = nodeStatus(machine, isolation, { now: now(), since, kubeletPort });
  await api.call({ method: "PATCH", path: `/api/v1/nodes/${machine.name}/status`, body: { status } });
}

async function renewLease({ api, machine }: Presence): Promise<void> {
  const path = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  const spec = { holderIdentity: machine.name, leaseDurationSeconds: LEASE_DURATION_S, renewTime: microTime() };
  try {
    await api.call({ method: "PATCH", path: `${path}/${machine.name}`, body: { spec } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const metadata = { name: machine.name, namespace: "kube-node-lease" };
    const body = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec };
    await api.call({ method: "POST", path, body });
  }
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

/** Leases carry microseconds. */
function microTime(): string {
  return new Date().toISOString().replace("Z", "000Z");
}
