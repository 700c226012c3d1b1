import type { V1CertificateSigningRequest, V1Node } from "@kubernetes/client-node";
import type { Api } from "../api.ts";
import { ClusterFault } from "../fault.ts";
import { NODE_LABELS } from "../labels.ts";
import { nodePath, PATHS } from "../paths.ts";
import type { ExpectedNode } from "../port.ts";
import { readObject } from "../write.ts";
import { claimNode } from "./claimNode.ts";
import { revokeToken } from "./joinToken.ts";
import { readSigningRequest } from "./signingRequest.ts";

const SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";
const USER = "system:node:";
const TOKEN_USER = "system:bootstrap:";
const NODES_GROUP = "system:nodes";
const USAGES: ReadonlySet<string> = new Set(["digital signature", "key encipherment", "client auth"]);

type Request = V1CertificateSigningRequest;

/**
 * Kubernetes makes join tokens neither single-use nor bound to a name, so that is done here: one request a token, for
 * the very name preassigned to it, while no such node exists. The token is gone before anything is approved.
 */
export async function approvePending(api: Api, expected: readonly ExpectedNode[]): Promise<readonly string[]> {
  const { body } = await api.call<{ items?: Request[] }>({ method: "GET", path: PATHS.signingRequests });
  const requests = (body.items ?? []).sort(byAge);
  const approved: string[] = [];
  for (const node of expected) {
    if (
      await admitFirst(
        api,
        node,
        requests.filter((request) => isOfToken(request, node)),
      )
    )
      approved.push(node.nodeName);
    await claimIfThere(api, node);
  }
  for (const request of requests.filter(isPending)) {
    const nodeName = await renewingNode(api, request);
    if (nodeName === null) continue;
    await decide(api, request, "Approved", "WorldlandRenewal");
    approved.push(nodeName);
  }
  return approved;
}

/** Approves the oldest fitting request of a token and denies its others; false: there was nothing to approve. */
async function admitFirst(api: Api, node: ExpectedNode, requests: readonly Request[]): Promise<boolean> {
  const wasUsed = requests.some((request) => has(request, "Approved"));
  const pending = requests.filter(isPending);
  if (pending.length === 0) return false;
  const isFresh = !wasUsed && (await readObject(api, nodePath(node.nodeName))) === null;
  const chosen = isFresh ? pending.find((request) => asksFor(request, node.nodeName)) : undefined;
  if (chosen !== undefined) {
    await revokeToken(api, node.tokenId);
    await decide(api, chosen, "Approved", "WorldlandJoin");
  }
  for (const other of pending) if (other !== chosen) await decide(api, other, "Denied", "WorldlandJoin");
  return chosen !== undefined;
}

async function claimIfThere(api: Api, { nodeName, provider }: ExpectedNode): Promise<void> {
  try {
    await claimNode(api, nodeName, provider);
  } catch (error) {
    if (!(error instanceof ClusterFault) || error.code !== "not_found") throw error;
  }
}

/** A node of ours that asks for a newer certificate of its own name; null: it is something else. */
async function renewingNode(api: Api, request: Request): Promise<string | null> {
  const { username = "", groups = [] } = request.spec;
  if (!username.startsWith(USER) || !groups.includes(NODES_GROUP)) return null;
  const nodeName = username.slice(USER.length);
  if (!asksFor(request, nodeName)) return null;
  const node = await readObject<V1Node>(api, nodePath(nodeName));
  return node?.metadata?.labels?.[NODE_LABELS.provider] === undefined ? null : nodeName;
}

/** For a kubelet's client certificate of exactly this node, and nothing more. */
function asksFor({ spec }: Request, nodeName: string): boolean {
  const usages = spec.usages ?? [];
  const asked = readSigningRequest(Buffer.from(spec.request, "base64").toString("utf8"));
  return (
    spec.signerName === SIGNER &&
    usages.includes("client auth") &&
    usages.every((usage) => USAGES.has(usage)) &&
    asked !== null &&
    !asked.hasAttributes &&
    asked.commonName === `${USER}${nodeName}` &&
    asked.organisations.join() === NODES_GROUP
  );
}

async function decide(api: Api, request: Request, type: "Approved" | "Denied", reason: string): Promise<void> {
  const path = `${PATHS.signingRequests}/${request.metadata?.name}/approval`;
  const condition = { type, status: "True", reason, message: "Decided by WorldLand Cloud." };
  const conditions = [...(request.status?.conditions ?? []), condition];
  await api.call({ method: "PUT", path, body: { ...request, ...KIND, status: { ...request.status, conditions } } });
}

/** Items of a list do not say what they are. */
const KIND = { apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest" } as const;

function isOfToken({ spec }: Request, { tokenId }: ExpectedNode): boolean {
  return spec.username === `${TOKEN_USER}${tokenId}`;
}

function isPending(request: Request): boolean {
  return !["Approved", "Denied", "Failed"].some((type) => has(request, type));
}

function has({ status }: Request, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type) === true;
}

function byAge(a: Request, b: Request): number {
  // In JSON, which these are, instants are text; of one form, so that they sort as such.
  return String(a.metadata?.creationTimestamp).localeCompare(String(b.metadata?.creationTimestamp));
}
