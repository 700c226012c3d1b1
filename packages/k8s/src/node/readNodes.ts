import type { V1Lease, V1Node } from "@kubernetes/client-node";
import type { NodeObservation } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { observeGoneNode, observeNode } from "../inventory.ts";
import { PATHS } from "../paths.ts";
import { listAndWatch } from "../watch.ts";

/** A lease as it is written: the generated model turns its microseconds into a Date and loses them. */
type Lease = Omit<V1Lease, "spec"> & { readonly spec?: { readonly renewTime?: string } };

/** All nodes of a cluster, each with its lease. */
export async function readNodes(api: Api, clusterId: string): Promise<readonly NodeObservation[]> {
  const list = async <T>(path: string): Promise<readonly T[]> =>
    (await api.call<{ items?: readonly T[] }>({ method: "GET", path })).body.items ?? [];
  const [nodes, leases] = await Promise.all([list<V1Node>(PATHS.nodes), list<Lease>(PATHS.leases)]);
  const renewals = new Map(leases.map((lease) => [nameOf(lease), renewalOf(lease)]));
  return nodes.map((node) => observeNode(clusterId, node, renewals.get(nameOf(node)) ?? null));
}

/** Calls back on every node there is, on every change of it or its lease, and once more when it is gone. */
export async function watchNodes(
  api: Api,
  clusterId: string,
  onChange: (seen: NodeObservation) => void,
  signal: AbortSignal,
): Promise<void> {
  const nodes = new Map<string, V1Node>();
  const renewals = new Map<string, string | null>();
  const tell = (name: string) => {
    const node = nodes.get(name);
    if (node !== undefined) onChange(observeNode(clusterId, node, renewals.get(name) ?? null));
  };
  const note = (node: V1Node) => {
    nodes.set(nameOf(node), node);
    tell(nameOf(node));
  };
  const forget = (node: V1Node) => {
    nodes.delete(nameOf(node));
    onChange(observeGoneNode(observeNode(clusterId, node, null)));
  };
  const noteLease = (lease: Lease) => {
    if (renewals.get(nameOf(lease)) === renewalOf(lease)) return;
    renewals.set(nameOf(lease), renewalOf(lease));
    tell(nameOf(lease));
  };
  await Promise.all([
    listAndWatch<V1Node>(
      api,
      {
        path: PATHS.nodes,
        onList(items) {
          const there = new Set(items.map(nameOf));
          for (const node of [...nodes.values()]) if (!there.has(nameOf(node))) forget(node);
          items.forEach(note);
        },
        onChange: note,
        onDelete: forget,
      },
      signal,
    ),
    listAndWatch<Lease>(
      api,
      {
        path: PATHS.leases,
        onList: (items) => items.forEach(noteLease),
        onChange: noteLease,
        // Without a lease a node is not heard of, which its unchanged renewal time says as well.
        onDelete: (lease) => renewals.delete(nameOf(lease)),
      },
      signal,
    ),
  ]);
}

function nameOf({ metadata }: { metadata?: { name?: string } }): string {
  return metadata?.name ?? "";
}

function renewalOf({ spec }: Lease): string | null {
  return spec?.renewTime ?? null;
}
