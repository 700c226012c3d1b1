import { hourlyPriceNumber } from "@worldland/core/money";
import { judgeNode } from "@worldland/core/nodeState";
import type { NodeView } from "@worldland/core/wire/console";
import type { OfferRow, OwnNode } from "@worldland/db/queries/nodes/nodesOf";

/** A node as its provider sees it. `pending`: metered on it and not settled yet, in wei. */
export function nodeView(own: OwnNode, pending: bigint): NodeView {
  const { node, offers } = own;
  const gpus = gpusOf(offers);
  return {
    node: node.name,
    ...stateOf(own, gpus),
    gpu_type: node.gpuModel,
    total_gpus: gpus.free + gpus.allocated + gpus.outOfService,
    allocated_gpus: gpus.allocated,
    available_gpus: gpus.free,
    out_of_service_gpus: gpus.outOfService,
    cpu_cores: node.cpuCores,
    memory_gb: node.memoryGb,
    storage_gb: node.storageGb,
    region: node.region,
    country: node.country,
    public_ip: node.publicAddress,
    driver_version: node.driverVersion,
    cuda_version: node.cudaVersion,
    simulated: node.simulated,
    joined_at: node.joinedAt.toISOString(),
    last_seen_at: node.lastSeenAt.toISOString(),
    maintenance_since: node.maintenanceSince?.toISOString() ?? null,
    offers: offers.map(offerPricesView),
    earned_wei: `${own.earned}`,
    pending_wei: `${pending}`,
  };
}

function stateOf({ node, isolated, runningRentals }: OwnNode, gpus: ReturnType<typeof gpusOf>) {
  return judgeNode({
    isLost: node.lostAt !== null,
    isFenced: node.fencedSince !== null,
    isApproved: node.approvedAt !== null,
    isIsolated: isolated,
    isReady: node.ready,
    isCordoned: node.cordoned,
    isInMaintenance: node.maintenanceSince !== null,
    hasPublicAddress: node.publicAddress !== null,
    hasGpuModel: node.gpuModel !== null,
    gpus,
    runningRentals,
  });
}

/** A node whose cards were changed has an offer for each model. */
function gpusOf(offers: readonly OfferRow[]) {
  const sum = (pick: (offer: OfferRow) => number) => offers.reduce((total, offer) => total + pick(offer), 0);
  return {
    free: sum((offer) => offer.freeGpus),
    allocated: sum((offer) => offer.allocatedGpus),
    outOfService: sum((offer) => offer.outOfServiceGpus),
  };
}

function offerPricesView({ id, gpuModel, gpuRate, cpuRate, memoryRate, storageRate }: OfferRow) {
  return {
    offer_id: id,
    gpu_type: gpuModel,
    gpu_rate_wei: `${gpuRate}`,
    cpu_rate_wei: `${cpuRate}`,
    memory_rate_wei: `${memoryRate}`,
    storage_rate_wei: `${storageRate}`,
    price_per_hour: hourlyPriceNumber(gpuRate),
  };
}
