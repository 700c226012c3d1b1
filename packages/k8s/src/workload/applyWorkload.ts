import { setTimeout as sleep } from "node:timers/promises";
import type { V1ConfigMap, V1Namespace, V1Pod, V1Secret } from "@kubernetes/client-node";
import { monotonicMs } from "@worldland/core/time";
import type { AppliedWorkload, WorkloadSpec } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { ClusterFault } from "../fault.ts";
import { generateHostKey, hostKeyFingerprint } from "../hostKey.ts";
import { checkSpec } from "../manifests/checkSpec.ts";
import { namespaceManifest } from "../manifests/namespace.ts";
import { networkPolicyManifest } from "../manifests/networkPolicy.ts";
import { ownerManifest } from "../manifests/owner.ts";
import { type PodOptions, podManifest } from "../manifests/pod.ts";
import { secretManifest } from "../manifests/secret.ts";
import { serviceManifest } from "../manifests/service.ts";
import { namesOf } from "../names.ts";
import { collectionPath, objectPath } from "../paths.ts";
import { applyObject, createObject, readObject } from "../write.ts";

export type ApplyContext = {
  readonly api: Api;
  readonly pod: PodOptions;
  /** CIDRs in public space that are closed to tenants: nodes and API server. */
  forbidden(): Promise<readonly string[]>;
  /** Namespaces this process has applied: most rentals come from a customer who was here before. */
  readonly namespaces: Set<string>;
};

/**
 * Brings a workload about: owner first, then all that hangs on it, the pod last, so that it never runs without its
 * policy. Secret and pod are made once and left as they are: a host key and a running machine are not to change under
 * a customer. Faults with `later` may be repeated as they are.
 */
export async function applyWorkload(context: ApplyContext, spec: WorkloadSpec): Promise<AppliedWorkload> {
  checkSpec(spec);
  const { api } = context;
  const { namespace, name } = namesOf(spec);
  const [ownerUid, forbidden] = await Promise.all([applyOwner(context, spec), context.forbidden()]);
  const [hostKeyFingerprint] = await Promise.all([
    makeSecret(api, spec, ownerUid),
    applyObject(api, objectPath(namespace, "services", name), serviceManifest(spec, ownerUid)),
    applyObject(api, objectPath(namespace, "networkpolicies", name), networkPolicyManifest(spec, ownerUid, forbidden)),
  ]);
  const pod = await makePod(api, namespace, podManifest(spec, context.pod, ownerUid));
  return { podUid: pod.metadata?.uid ?? null, hostKeyFingerprint };
}

async function applyOwner({ api, namespaces }: ApplyContext, spec: WorkloadSpec): Promise<string> {
  const { namespace, name } = namesOf(spec);
  const path = objectPath(namespace, "configmaps", name);
  for (let tries = 0; ; tries++) {
    if (!namespaces.has(namespace)) {
      await makeNamespace(api, spec);
      namespaces.add(namespace);
    }
    try {
      const owner = await applyObject<V1ConfigMap>(api, path, ownerManifest(spec));
      return alive(owner, path).metadata?.uid ?? "";
    } catch (error) {
      // Somebody removed the namespace that we knew.
      namespaces.delete(namespace);
      if (!(error instanceof ClusterFault) || error.code !== "not_found" || tries > 0) throw error;
    }
  }
}

/** Answers the fingerprint of the rental's host key, made now or by an earlier try. */
async function makeSecret(api: Api, spec: WorkloadSpec, ownerUid: string): Promise<string> {
  const { namespace, name } = namesOf(spec);
  const key = generateHostKey();
  const manifest = secretManifest(spec, key.privateKey, ownerUid);
  if ((await createObject(api, collectionPath(namespace, "secrets"), manifest)) !== null) return key.fingerprint;
  const path = objectPath(namespace, "secrets", name);
  const found = await readObject<V1Secret>(api, path);
  if (found === null) throw new ClusterFault("conflict", `GET ${path}`);
  const hostKey = alive(found, path, ownerUid).data?.host_key ?? "";
  return hostKeyFingerprint(Buffer.from(hostKey, "base64").toString("utf8"));
}

async function makePod(api: Api, namespace: string, manifest: V1Pod): Promise<V1Pod> {
  const made = await createObject(api, collectionPath(namespace, "pods"), manifest);
  const path = objectPath(namespace, "pods", manifest.metadata?.name ?? "");
  const pod = made ?? (await readObject<V1Pod>(api, path));
  if (pod === null) throw new ClusterFault("conflict", `GET ${path}`);
  return pod;
}

const ACCOUNT_WITHIN_MS = 5_000;
const ACCOUNT_LOOK_MS = 10;

/** A namespace takes pods only once a controller has given it its service account: at first it has none. */
async function makeNamespace(api: Api, spec: WorkloadSpec): Promise<void> {
  const { namespace } = namesOf(spec);
  await applyObject<V1Namespace>(api, `/api/v1/namespaces/${namespace}`, namespaceManifest(spec));
  const account = objectPath(namespace, "serviceaccounts", "default");
  const deadline = monotonicMs() + ACCOUNT_WITHIN_MS;
  while ((await readObject(api, account)) === null) {
    if (monotonicMs() > deadline) throw new ClusterFault("unavailable", `GET ${account}`);
    await sleep(ACCOUNT_LOOK_MS);
  }
}

/** What is being deleted, or belongs to an owner that is no more, is no part of this workload. */
function alive<T extends V1ConfigMap | V1Secret>(object: T, path: string, ownerUid?: string): T {
  const { deletionTimestamp, ownerReferences = [] } = object.metadata ?? {};
  const isOurs = ownerUid === undefined || ownerReferences.some(({ uid }) => uid === ownerUid);
  if (deletionTimestamp !== undefined || !isOurs) throw new ClusterFault("conflict", `GET ${path}`);
  return object;
}
