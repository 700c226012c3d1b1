import type { KeyedCertificate } from "./certificateAuthority.ts";

/** What a client shows: a certificate, or a bearer token. */
export type Credentials = KeyedCertificate | { readonly token: string };

/** The text of a kubeconfig (JSON, which is YAML too) with one cluster, one user and one context, all inline. */
export function kubeconfig(input: {
  readonly server: string;
  readonly caPem: string;
  readonly user: string;
  readonly credentials: Credentials;
}): string {
  const { server, caPem, user, credentials } = input;
  const identity =
    "token" in credentials
      ? { token: credentials.token }
      : {
          "client-certificate-data": base64(credentials.certPem),
          "client-key-data": base64(credentials.keyPem),
        };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "local", cluster: { server, "certificate-authority-data": base64(caPem) } }],
    users: [{ name: user, user: identity }],
    contexts: [{ name: "local", context: { cluster: "local", user } }],
    "current-context": "local",
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
