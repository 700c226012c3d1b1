import { createHash } from "node:crypto";
import ssh2 from "ssh2";

/** An ed25519 host key, fresh from the system's randomness. */
export type HostKey = {
  /** OpenSSH private key file, unencrypted. */
  readonly privateKey: string;
  /** `SHA256:<base64 without padding>`, as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
};

export function generateHostKey(): HostKey {
  for (;;) {
    const { private: privateKey } = ssh2.utils.generateKeyPairSync("ed25519");
    // ssh2 1.17 cuts leading zero bytes off the public half: one in 256 of its keys is no key, and is drawn again.
    const parsed = ssh2.utils.parseKey(privateKey);
    if (!(parsed instanceof Error)) return { privateKey, fingerprint: fingerprintOf(parsed.getPublicSSH()) };
  }
}

/** Fingerprint of the public half of an OpenSSH private key. Throws when the text is not such a key. */
export function hostKeyFingerprint(privateKey: string): string {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw new TypeError("not an OpenSSH private key");
  return fingerprintOf(parsed.getPublicSSH());
}

/** Fingerprint of a public key in SSH wire form, as a client sees it during key exchange. */
export function fingerprintOf(publicKey: Buffer): string {
  return `SHA256:${createHash("sha256").update(publicKey).digest("base64").replace(/=+$/, "")}`;
}
