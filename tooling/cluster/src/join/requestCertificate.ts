import { randomBytes } from "node:crypto";
import { nodeSubject } from "../controlPlane.ts";
import { ApiError, connectApi } from "../kubelet/api.ts";
import { createRequest } from "../pki/keys.ts";
import { type Credentials, kubeconfig } from "../pki/kubeconfig.ts";

const PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

type Request = {
  readonly status?: {
    readonly certificate?: string;
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[];
  };
};

/**
 * Asks for a node's client certificate, as a rule with a join token, and answers the node's kubeconfig once the cluster's operator
 * has approved it. Throws in words: a token that is not (any more) good, a request denied, no answer within `waitMs`.
 */
export async function requestCertificate(join: {
  readonly server: string;
  readonly caPem: string;
  /** A join token, or the node's present certificate where it asks for a newer one. */
  readonly credentials: Credentials;
  readonly nodeName: string;
  readonly waitMs: number;
}): Promise<string> {
  const { server, caPem, nodeName } = join;
  const { user, groups } = nodeSubject(nodeName);
  const api = connectApi(kubeconfig({ server, caPem, user: "join", credentials: join.credentials }));
  const { requestPem, keyPem } = await createRequest({ user, groups });
  const name = `node-csr-${nodeName}-${randomBytes(4).toString("hex")}`;
  const request = {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name },
    spec: {
      request: Buffer.from(requestPem).toString("base64"),
      signerName: "kubernetes.io/kube-apiserver-client-kubelet",
      usages: ["digital signature", "client auth"],
    },
  };
  const stop = AbortSignal.timeout(join.waitMs);
  try {
    // The token is gone before the request is approved: this watch is from before, and sees it through.
    const query = { watch: "true", fieldSelector: `metadata.name=${name}`, ...FROM_NOW };
    for await (const line of api.lines({ method: "GET", path: PATH, query }, stop)) {
      const { type, object }: { type: string; object: Request } = JSON.parse(line);
      if (type === "BOOKMARK") await api.call({ method: "POST", path: PATH, body: request });
      const certPem = certificateOf(object);
      if (certPem !== null) return kubeconfig({ server, caPem, user, credentials: { certPem, keyPem } });
    }
    throw new Error("The connection broke before the node was let in. Ask for a new line.");
  } catch (error) {
    throw inWords(error, stop.aborted);
  } finally {
    api.close();
  }
}

/** The first event is then a bookmark, which says that the watch stands. */
const FROM_NOW = {
  sendInitialEvents: "true",
  resourceVersionMatch: "NotOlderThan",
  allowWatchBookmarks: "true",
} as const;

function certificateOf({ status }: Request): string | null {
  const refusal = status?.conditions?.find(({ type }) => type === "Denied" || type === "Failed");
  if (refusal !== undefined) throw new Error(`The request was refused (${refusal.type}): ${refusal.message ?? ""}`);
  return status?.certificate ? Buffer.from(status.certificate, "base64").toString("utf8") : null;
}

function inWords(error: unknown, isLate: boolean): unknown {
  if (isLate) return new Error("The cluster did not let the node in in time. Ask for a new line.");
  if (error instanceof ApiError && error.status === 401)
    return new Error(
      "The token is not good any more: each is good for one node and a few minutes. Ask for a new line.",
    );
  return error;
}
