export const NODE_STATES = ["earning", "idle", "maintenance", "waiting_for_approval", "not_ready", "lost"] as const;
export type NodeState = (typeof NODE_STATES)[number];

/** What is known of a node, as far as it decides whether it earns. */
export type NodeFacts = {
  readonly isLost: boolean;
  /** Back from being lost, while what ran on it before may still run. */
  readonly isFenced: boolean;
  readonly isApproved: boolean;
  /** Its cluster was found isolated. */
  readonly isIsolated: boolean;
  readonly isReady: boolean;
  readonly isCordoned: boolean;
  readonly isInMaintenance: boolean;
  readonly hasPublicAddress: boolean;
  readonly hasGpuModel: boolean;
  readonly gpus: { readonly free: number; readonly allocated: number; readonly outOfService: number };
  /** Rentals on it that are reachable now. */
  readonly runningRentals: number;
};

/** A node's state, and one sentence for its provider on why it is not earning; null when nothing is to be said. */
export function judgeNode(node: NodeFacts): { state: NodeState; why: string | null } {
  const trouble = troubleOf(node);
  if (trouble !== null) return trouble;
  if (node.runningRentals > 0) return { state: "earning", why: outOfService(node) };
  if (node.gpus.allocated > 0) return { state: "idle", why: "A rental on it is starting or being removed." };
  return { state: "idle", why: outOfService(node) ?? "Nobody rents it right now." };
}

/** The first thing that keeps new rentals away, the most serious first. */
function troubleOf(node: NodeFacts): { state: NodeState; why: string } | null {
  if (node.isLost) {
    return { state: "lost", why: "The node stopped renewing its lease: it is off, or cut off from the cluster." };
  }
  if (!node.isApproved) return { state: "waiting_for_approval", why: "The platform's operator has yet to approve it." };
  if (!node.isIsolated)
    return { state: "not_ready", why: "The platform has yet to prove that its cluster is isolated." };
  if (!node.isReady) return { state: "not_ready", why: "Kubernetes reports that the node is not ready." };
  if (node.isFenced) {
    return { state: "not_ready", why: "It was lost and is back: what ran on it is cleared away before new rentals." };
  }
  if (!node.hasGpuModel)
    return { state: "not_ready", why: "No GPU is seen on it: check the driver and device plugin." };
  if (!node.hasPublicAddress) {
    return { state: "not_ready", why: "It has no public address, so nobody could log in." };
  }
  if (node.isInMaintenance) return { state: "maintenance", why: `You took it out of the offers.${running(node)}` };
  if (node.isCordoned) return { state: "maintenance", why: `The cluster takes no new rentals on it.${running(node)}` };
  return null;
}

function running({ runningRentals }: NodeFacts): string {
  return runningRentals === 0 ? "" : " Running rentals keep their term.";
}

function outOfService({ gpus }: NodeFacts): string | null {
  if (gpus.outOfService === 0) return null;
  return `${gpus.outOfService} of its GPUs ${gpus.outOfService === 1 ? "is" : "are"} out of service.`;
}
