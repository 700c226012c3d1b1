import "./reflectMetadata.ts";
import { randomBytes, type webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { type CertificateRequest, EC, newKeyPair, privateKeyPem, subjectName, usages } from "./keys.ts";

/** A client of the API server: Kubernetes reads the common name as the user, organisations as its groups. */
export type Subject = { readonly user: string; readonly groups: readonly string[] };

/** PEM of a certificate and of its PKCS#8 private key. */
export type KeyedCertificate = { readonly certPem: string; readonly keyPem: string };

export type CertificateAuthority = KeyedCertificate & {
  /** For a TLS server: names and addresses it answers on. Valid a year. */
  issueServer(names: readonly string[]): Promise<KeyedCertificate>;
  /** For a client, with a fresh key. Valid a year. */
  issueClient(subject: Subject): Promise<KeyedCertificate>;
  /** A client certificate for the key and subject of a verified request. */
  signClient(request: CertificateRequest, validForS: number): Promise<string>;
};

const YEAR_S = 365 * 24 * 3600;
/** Clocks of other machines may be behind ours. */
const BACKDATED_MS = 5 * 60_000;

/** A new authority (P-256, ten years), or the one whose PEM is given. */
export async function certificateAuthority(saved?: KeyedCertificate): Promise<CertificateAuthority> {
  const own = saved ?? (await newAuthority());
  const authority = new X509Certificate(own.certPem);
  const der = PemConverter.decodeFirst(own.keyPem);
  const signingKey = await crypto.subtle.importKey("pkcs8", der, EC, false, ["sign"]);

  const sign = async (publicKey: webcrypto.CryptoKey, subject: Subject, extensions: Extension[], validForS: number) => {
    const now = Date.now();
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: subjectName(subject),
      issuer: authority.subject,
      notBefore: new Date(now - BACKDATED_MS),
      notAfter: new Date(now + validForS * 1000),
      publicKey,
      signingKey,
      signingAlgorithm: EC,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
        ...extensions,
      ],
    });
    return `${certificate.toString("pem")}\n`;
  };

  return {
    ...own,
    async issueServer(names) {
      const keys = await newKeyPair();
      const alternatives = names.map((value) => ({
        type: isAddress(value) ? ("ip" as const) : ("dns" as const),
        value,
      }));
      const extensions = [usages("server"), new SubjectAlternativeNameExtension(alternatives)];
      const certPem = await sign(keys.publicKey, { user: names[0] ?? "server", groups: [] }, extensions, YEAR_S);
      return { certPem, keyPem: await privateKeyPem(keys.privateKey) };
    },
    async issueClient(subject) {
      const keys = await newKeyPair();
      const certPem = await sign(keys.publicKey, subject, [usages("client")], YEAR_S);
      return { certPem, keyPem: await privateKeyPem(keys.privateKey) };
    },
    signClient: (request, validForS) => sign(request.publicKey, request.subject, [usages("client")], validForS),
  };
}

async function newAuthority(): Promise<KeyedCertificate> {
  const keys = await newKeyPair();
  const now = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: subjectName({ user: "local-cluster-ca", groups: [] }),
    notBefore: new Date(now - BACKDATED_MS),
    notAfter: new Date(now + 10 * YEAR_S * 1000),
    keys,
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certPem: `${certificate.toString("pem")}\n`, keyPem: await privateKeyPem(keys.privateKey) };
}

/** 16 random bytes with the sign bit clear and the first not zero: positive, and of one length. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^\d+(\.\d+){3}$/.test(name);
}
