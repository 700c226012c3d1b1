import type { V1Node } from "@kubernetes/client-node";
import type { Api } from "../api.ts";
import { ClusterFault } from "../fault.ts";
import { NODE_LABELS } from "../labels.ts";
import { nodePath } from "../paths.ts";
import { mergeInto, readObject } from "../write.ts";

/** Says whose a node is. Faults `not_found`, and `conflict` when it is another's. */
export async function claimNode(api: Api, nodeName: string, provider: string): Promise<void> {
  const path = nodePath(nodeName);
  const node = await readObject<V1Node>(api, path);
  if (node === null) throw new ClusterFault("not_found", `GET ${path}`, { status: 404 });
  const owner = node.metadata?.labels?.[NODE_LABELS.provider];
  if (owner === provider) return;
  if (owner !== undefined) throw new ClusterFault("conflict", `PATCH ${path}`, { detail: "claimed by another" });
  const labels = { [NODE_LABELS.provider]: provider };
  await mergeInto(api, path, { metadata: { labels } }, node.metadata?.resourceVersion);
}
