import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

// The only file of core that needs Node: whoever imports it runs on a server.

const VERSION = "v1";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";
/** DER before the 32 bytes of an X25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

/** What was sealed cannot be opened: it was changed, or it is another key's, or it stands in another's place. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/**
 * Seals text so that only the holder of the private key reads it: a fresh X25519 pair, HKDF-SHA256, AES-256-GCM. It
 * opens only beside the same `associatedData`, so that a row's secret is worth nothing in another row. `publicKey` is
 * base64 SPKI. Answers `v1.<base64url>`: public key of the fresh pair, nonce, ciphertext, tag. Throws for a bad key.
 */
export function seal(publicKey: string, plaintext: string, associatedData: string): string {
  const recipient = x25519(createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" }));
  const fresh = generateKeyPairSync("x25519");
  const point = rawOf(fresh.publicKey);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(fresh.privateKey, recipient, [point, rawOf(recipient)]), iv);
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = [point, iv, cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()];
  return `${VERSION}.${Buffer.concat(sealed).toString("base64url")}`;
}

/** Opens what {@link seal} sealed. `privateKey` is base64 PKCS#8. Throws `SealBroken`. */
export function open(privateKey: string, sealed: string, associatedData: string): string {
  const own = x25519(createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" }));
  const [version, body, ...rest] = sealed.split(".");
  const bytes = Buffer.from(body ?? "", "base64url");
  if (version !== VERSION || rest.length > 0 || bytes.length < KEY_BYTES + IV_BYTES + TAG_BYTES) {
    throw new SealBroken("not a sealed text");
  }
  try {
    const point = bytes.subarray(0, KEY_BYTES);
    const sender = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, point]), format: "der", type: "spki" });
    const key = keyOf(own, sender, [point, rawOf(createPublicKey(own))]);
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(KEY_BYTES, KEY_BYTES + IV_BYTES));
    decipher.setAAD(Buffer.from(associatedData));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(KEY_BYTES + IV_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new SealBroken("the seal does not fit", { cause });
  }
}

/** Both public keys are bound into the key, so that a box cannot be passed off as another's. */
function keyOf(privateKey: KeyObject, publicKey: KeyObject, both: readonly Buffer[]): Buffer {
  const secret = diffieHellman({ privateKey, publicKey });
  return Buffer.from(hkdfSync("sha256", secret, Buffer.concat([...both]), `worldland sealed ${VERSION}`, KEY_BYTES));
}

function rawOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX.length);
}

function x25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== "x25519") throw new Error(`an X25519 key is needed, not ${key.asymmetricKeyType}`);
  return key;
}
