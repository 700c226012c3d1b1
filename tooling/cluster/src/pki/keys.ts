import "./reflectMetadata.ts";
import type { webcrypto } from "node:crypto";
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonName,
  Name,
  PemConverter,
  Pkcs10CertificateRequest,
  Pkcs10CertificateRequestGenerator,
} from "@peculiar/x509";
import type { Subject } from "./certificateAuthority.ts";

/** ECDSA on P-256 with SHA-256: every key and signature of the cluster. */
export const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** What a certificate signing request asks for, after its own signature was verified. */
export type CertificateRequest = {
  readonly subject: Subject;
  readonly publicKey: webcrypto.CryptoKey;
  /** Whether it names hosts, addresses or anything else besides its subject. */
  readonly hasAlternativeNames: boolean;
};

/** A PEM signing request for a fresh key, and that key. */
export async function createRequest(subject: Subject): Promise<{ requestPem: string; keyPem: string }> {
  const keys = await newKeyPair();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subjectName(subject),
    keys,
    signingAlgorithm: EC,
  });
  return { requestPem: `${request.toString("pem")}\n`, keyPem: await privateKeyPem(keys.privateKey) };
}

/** Reads a PEM signing request. Null when it is none, or not signed by its own key. */
export async function readRequest(pem: string): Promise<CertificateRequest | null> {
  try {
    const request = new Pkcs10CertificateRequest(pem);
    if (!(await request.verify())) return null;
    const name = request.subjectName;
    return {
      subject: { user: name.getField("CN")[0] ?? "", groups: name.getField("O") },
      publicKey: await request.publicKey.export(),
      hasAlternativeNames: request.getExtension(SUBJECT_ALTERNATIVE_NAME) !== null,
    };
  } catch {
    return null;
  }
}

const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

export async function newKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return await crypto.subtle.generateKey(EC, true, ["sign", "verify"]);
}

export async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

/** As a structure, never as text: no name can smuggle another attribute in. */
export function subjectName({ user, groups }: Subject): JsonName {
  return new Name([...groups.map((group) => ({ O: [group] })), { CN: [user] }]).toJSON();
}

export function usages(side: "server" | "client"): ExtendedKeyUsageExtension {
  return new ExtendedKeyUsageExtension([side === "server" ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]);
}
