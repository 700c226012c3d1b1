import { createHash, X509Certificate } from "node:crypto";
import type { V1Secret } from "@kubernetes/client-node";
import { newBootstrapToken } from "@worldland/core/id";
import { addSeconds } from "@worldland/core/time";
import type { Api } from "../api.ts";
import { ClusterFault } from "../fault.ts";
import { LABELS, MANAGED_BY } from "../labels.ts";
import { PATHS } from "../paths.ts";
import type { JoinToken } from "../port.ts";
import { createObject, deleteObject } from "../write.ts";

/** Kubernetes makes such tokens good for any name and any number of times: what binds them is how we approve. */
const LONGEST_S = 900;
const TOKEN_ID = /^[a-z0-9]{6}$/;

/** Makes a token and its Secret, which lasts `ttlS` seconds by the API server's clock. */
export async function createToken(
  api: Api,
  { nodeName, provider, ttlS }: { nodeName: string; provider: string; ttlS: number },
): Promise<JoinToken> {
  if (!Number.isInteger(ttlS) || ttlS < 1 || ttlS > LONGEST_S) throw new ClusterFault("invalid_spec", "token ttlS");
  const { caPem } = api;
  if (caPem === null) throw new ClusterFault("invalid_spec", "kubeconfig without a certificate authority");
  const { serverTime } = await api.call({ method: "GET", path: "/version" });
  if (serverTime === null) throw new ClusterFault("unavailable", "GET /version");
  const { tokenId, secret } = newBootstrapToken();
  const manifest = tokenManifest({ tokenId, secret, nodeName, provider, expiresAt: addSeconds(serverTime, ttlS) });
  if ((await createObject(api, PATHS.systemSecrets, manifest)) === null)
    throw new ClusterFault("conflict", `POST ${PATHS.systemSecrets}`);
  return { token: `${tokenId}.${secret}`, tokenId, server: api.server, caHash: hashOf(caPem), caPem };
}

/** Nobody gets in by this token any more. */
export async function revokeToken(api: Api, tokenId: string): Promise<void> {
  if (!TOKEN_ID.test(tokenId)) throw new ClusterFault("invalid_spec", "tokenId");
  await deleteObject(api, `${PATHS.systemSecrets}/bootstrap-token-${tokenId}`);
}

function tokenManifest(token: {
  tokenId: string;
  secret: string;
  nodeName: string;
  provider: string;
  expiresAt: Date;
}): V1Secret {
  const fields = {
    description: `Joins ${token.nodeName} of ${token.provider}, once.`,
    "token-id": token.tokenId,
    "token-secret": token.secret,
    expiration: token.expiresAt.toISOString().replace(/\.\d+Z$/, "Z"),
    "usage-bootstrap-authentication": "true",
    "auth-extra-groups": "system:bootstrappers:worldland",
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "bootstrap.kubernetes.io/token",
    metadata: {
      name: `bootstrap-token-${token.tokenId}`,
      namespace: "kube-system",
      labels: { [LABELS.managedBy]: MANAGED_BY },
    },
    data: Object.fromEntries(Object.entries(fields).map(([key, text]) => [key, Buffer.from(text).toString("base64")])),
  };
}

/** As kubeadm pins an authority: the SHA-256 of its public key's DER. */
function hashOf(caPem: string): string {
  const key = new X509Certificate(caPem).publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(key).digest("hex")}`;
}
