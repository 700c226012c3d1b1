import { isIPv4 } from "node:net";
import type { V1Node } from "@kubernetes/client-node";
import { NODE_LABELS } from "../labels.ts";

/**
 * Where a node is reached from outside: its ExternalIP, which a cloud's controller sets, else what the machine says of
 * itself, for a kubelet alone has no way to set the former. A false word helps nobody: the probe asks there for the host key
 * that we made. Null: neither.
 */
export function publicAddressOf(node: V1Node): string | null {
  const external = node.status?.addresses?.find(({ type }) => type === "ExternalIP")?.address;
  const stated = node.metadata?.labels?.[NODE_LABELS.publicAddress] ?? "";
  return external ?? (isIPv4(stated) ? stated : null);
}
