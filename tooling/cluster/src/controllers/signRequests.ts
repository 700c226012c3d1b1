import { asSigningRequest, type Condition } from "../apiserver/kinds.ts";
import { type KubeObject, objectOf, timestamp } from "../apiserver/object.ts";
import type { Registry } from "../apiserver/registry.ts";
import { SIGNING_REQUESTS } from "../apiserver/resources.ts";
import { updateObject } from "../apiserver/update.ts";
import type { CertificateAuthority } from "../pki/certificateAuthority.ts";
import { type CertificateRequest, readRequest } from "../pki/keys.ts";
import { CONTROLLERS, type Controller, follow } from "./follow.ts";

const KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
const YEAR_S = 365 * 24 * 3600;

/** Signs requests for kubelets' client certificates once somebody approved them; approving is never done here. */
export function signRequests(registry: Registry, authority: CertificateAuthority): Controller {
  const { store } = registry;
  const nameOf = ({ resource, object }: { resource: string; object: KubeObject }) =>
    resource === SIGNING_REQUESTS.key ? [object.metadata.name] : [];
  return follow(registry, nameOf, async (name) => {
    const object = store.get(SIGNING_REQUESTS.key, "", name);
    if (object === null) return;
    const { spec, status } = asSigningRequest(object);
    const has = (type: string) => status?.conditions?.some((condition) => condition.type === type) === true;
    if (spec.signerName !== KUBELET_CLIENT || status?.certificate || !has("Approved") || has("Failed")) return;
    const target = { type: SIGNING_REQUESTS, namespace: "", name };
    const outcome = await certificateFor(authority, object);
    // It may have been deleted, and made anew, while it was signed.
    if (store.get(SIGNING_REQUESTS.key, "", name)?.metadata.uid !== object.metadata.uid) return;
    updateObject(
      registry,
      target,
      "status",
      (live) => ({ ...live, status: { ...objectOf(live.status), ...outcome(live) } }),
      CONTROLLERS,
    );
  });
}

type Outcome = (live: KubeObject) => { certificate: string } | { conditions: Condition[] };

async function certificateFor(authority: CertificateAuthority, object: KubeObject): Promise<Outcome> {
  const { spec } = asSigningRequest(object);
  const request = await readRequest(Buffer.from(spec.request, "base64").toString("utf8"));
  if (request === null || !isOfKubelet(request, spec.usages ?? []))
    return (live) => ({
      conditions: [
        ...(asSigningRequest(live).status?.conditions ?? []),
        {
          type: "Failed",
          status: "True",
          reason: "SignerValidationFailure",
          message: "invalid usages or subject for a kubelet's client certificate",
          lastUpdateTime: timestamp(),
          lastTransitionTime: timestamp(),
        },
      ],
    });
  const certificate = await authority.signClient(request, Math.min(spec.expirationSeconds ?? YEAR_S, YEAR_S));
  return () => ({ certificate: Buffer.from(certificate).toString("base64") });
}

function isOfKubelet({ subject, hasAlternativeNames }: CertificateRequest, usages: readonly string[]): boolean {
  return (
    subject.user.startsWith("system:node:") &&
    subject.groups.join() === "system:nodes" &&
    !hasAlternativeNames &&
    usages.includes("client auth") &&
    usages.every((usage) => USAGES.includes(usage))
  );
}

const USAGES = ["client auth", "digital signature", "key encipherment"];
