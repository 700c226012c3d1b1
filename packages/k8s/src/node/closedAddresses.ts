import { isIP } from "node:net";
import type { V1Node } from "@kubernetes/client-node";
import { monotonicMs } from "@worldland/core/time";
import type { Api } from "../api.ts";
import { PATHS } from "../paths.ts";
import { publicAddressOf } from "./publicAddress.ts";

const GOOD_FOR_MS = 60_000;

/**
 * CIDRs of every node and of the API server, which tenants must not reach although they may lie in public space. Read
 * again after a minute: a node that joined is closed to the workloads that start after that.
 */
export function closedAddresses(api: Api): () => Promise<readonly string[]> {
  let known: { readonly cidrs: Promise<readonly string[]>; readonly since: number } | null = null;
  return () => {
    if (known === null || monotonicMs() - known.since > GOOD_FOR_MS) {
      const cidrs = readAddresses(api);
      known = { cidrs, since: monotonicMs() };
      cidrs.catch(() => {
        known = null;
      });
    }
    return known.cidrs;
  };
}

async function readAddresses(api: Api): Promise<readonly string[]> {
  const { body } = await api.call<{ items?: readonly V1Node[] }>({ method: "GET", path: PATHS.nodes });
  const ofNodes = (body.items ?? []).flatMap((node) => [
    ...(node.status?.addresses ?? []).map(({ address }) => address),
    publicAddressOf(node) ?? "",
  ]);
  const ofServer = new URL(api.server).hostname.replace(/^\[|\]$/g, "");
  return [...new Set([...ofNodes, ofServer])].flatMap((address) => {
    const family = isIP(address);
    return family === 0 ? [] : [`${address}/${family === 4 ? 32 : 128}`];
  });
}
