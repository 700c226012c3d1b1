import { createHash, X509Certificate } from "node:crypto";
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";

const TIMEOUT_MS = 10_000;

/**
 * The certificate of a cluster's authority, as PEM, from the chain that its API server shows; which one of the chain is
 * told by the SHA-256 of its public key, so that nobody in between can pass off another. Throws in words.
 */
export async function fetchAuthority(server: string, caHash: string): Promise<string> {
  const { protocol, hostname, port } = new URL(server);
  if (protocol !== "https:") throw new Error(`The server must be an https:// address, not ${server}.`);
  if (!/^sha256:[0-9a-f]{64}$/.test(caHash)) throw new Error("--ca-hash must be sha256: and 64 hex digits.");
  // Unverified, for there is nothing yet to verify it by: nothing is sent on it, and only a certificate is read.
  const socket = connect({ host: hostname, port: Number(port || 443), rejectUnauthorized: false });
  try {
    await secured(socket);
    const pinned = chainOf(socket).find((certificate) => hashOf(certificate) === caHash);
    if (pinned === undefined) throw new Error(`${server} is not the cluster that this line was made for.`);
    return pinned.toString();
  } finally {
    socket.destroy();
  }
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("The server did not answer.")));
  });
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // The last one names itself as its issuer.
  while (next?.raw !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}

function hashOf({ publicKey }: X509Certificate): string {
  return `sha256:${createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex")}`;
}
