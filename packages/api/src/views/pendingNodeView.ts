import type { operatorNodesOutput } from "@worldland/core/wire/console";
import type { PendingNode } from "@worldland/db/queries/operator/pendingNodes";
import type { z } from "zod";

/** A node as an operator judges it. */
export function pendingNodeView({ node, providerName }: PendingNode): z.infer<typeof operatorNodesOutput>["nodes"][0] {
  return {
    node: node.name,
    cluster: node.clusterId,
    provider_id: node.provider,
    provider_name: providerName,
    gpu_type: node.gpuModel,
    gpu_count: node.gpuCount,
    simulated: node.simulated,
    joined_at: node.joinedAt.toISOString(),
  };
}
