const VERSION = "v1";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const X25519 = { name: "X25519" };
const AES = "AES-GCM";
/** DER before the 32 bytes of an X25519 public key (RFC 8410). */
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00);

type Bytes = Uint8Array<ArrayBuffer>;
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** What was sealed cannot be opened: it was changed, or it is another key's, or it stands in another's place. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/** A pair of keys to seal to: `publicKey` is base64 SPKI and may be told, `privateKey` is base64 PKCS#8 and may not. */
export type SealKeys = { readonly publicKey: string; readonly privateKey: string };

/** Fresh keys. Works in Node and, like everything here, in a browser's secure context. */
export async function newSealKeys(): Promise<SealKeys> {
  const pair = await crypto.subtle.generateKey(X25519, true, ["deriveBits"]);
  if (!("privateKey" in pair)) throw new Error("X25519 keys come in pairs");
  const [spki, pkcs8] = await Promise.all([
    crypto.subtle.exportKey("spki", pair.publicKey),
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
  ]);
  return { publicKey: toBase64(new Uint8Array(spki)), privateKey: toBase64(new Uint8Array(pkcs8)) };
}

/**
 * Seals text so that only the holder of the private key reads it: a fresh X25519 pair, HKDF-SHA256, AES-256-GCM. It
 * opens only beside the same `associatedData`, so that a row's secret is worth nothing in another row. `publicKey` is
 * base64 SPKI. Answers `v1.<base64url>`: public key of the fresh pair, nonce, ciphertext, tag. Throws for a bad key.
 */
export async function seal(publicKey: string, plaintext: string, associatedData: string): Promise<string> {
  const recipient = await importPublic(fromBase64(publicKey));
  const fresh = await crypto.subtle.generateKey(X25519, true, ["deriveBits"]);
  if (!("privateKey" in fresh)) throw new Error("X25519 keys come in pairs");
  const point = await rawOf(fresh.publicKey);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await keyOf(fresh.privateKey, recipient, concat(point, await rawOf(recipient)));
  const box = await crypto.subtle.encrypt(gcm(iv, associatedData), key, new TextEncoder().encode(plaintext));
  return `${VERSION}.${toBase64Url(concat(point, iv, new Uint8Array(box)))}`;
}

/** True for a public key that something can be sealed to: not every point of the curve gives a secret. */
export async function isSealKey(publicKey: string): Promise<boolean> {
  return seal(publicKey, "", "").then(
    () => true,
    () => false,
  );
}

/** Opens what {@link seal} sealed. `privateKey` is base64 PKCS#8. Throws `SealBroken`. */
export async function open(privateKey: string, sealed: string, associatedData: string): Promise<string> {
  const own = await importPrivate(fromBase64(privateKey));
  const bytes = bytesOf(sealed);
  const point = bytes.slice(0, KEY_BYTES);
  const iv = bytes.slice(KEY_BYTES, KEY_BYTES + IV_BYTES);
  try {
    const sender = await importPublic(concat(SPKI_PREFIX, point));
    const key = await keyOf(own.key, sender, concat(point, own.point));
    const text = await crypto.subtle.decrypt(gcm(iv, associatedData), key, bytes.slice(KEY_BYTES + IV_BYTES));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
  } catch (cause) {
    throw new SealBroken("the seal does not fit", { cause });
  }
}

function bytesOf(sealed: string): Bytes {
  const [version, body, ...rest] = sealed.split(".");
  const isText = body !== undefined && /^[A-Za-z0-9_-]*$/.test(body) && body.length % 4 !== 1;
  const bytes = isText && version === VERSION && rest.length === 0 ? fromBase64Url(body) : null;
  if (bytes === null || bytes.length < KEY_BYTES + IV_BYTES + TAG_BYTES) throw new SealBroken("not a sealed text");
  return bytes;
}

/** Both public keys are bound into the key, so that a box cannot be passed off as another's. */
async function keyOf(privateKey: Key, publicKey: Key, salt: Bytes): Promise<Key> {
  const bits = await crypto.subtle.deriveBits({ ...X25519, public: publicKey }, privateKey, KEY_BYTES * 8);
  const secret = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(`worldland sealed ${VERSION}`);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info };
  return crypto.subtle.deriveKey(hkdf, secret, { name: AES, length: KEY_BYTES * 8 }, false, ["encrypt", "decrypt"]);
}

function gcm(iv: Bytes, associatedData: string) {
  return { name: AES, iv, additionalData: new TextEncoder().encode(associatedData) };
}

async function importPublic(spki: Bytes): Promise<Key> {
  return crypto.subtle.importKey("spki", spki, X25519, true, []).catch((cause: unknown) => {
    throw new Error("an X25519 public key is needed", { cause });
  });
}

/** A private key with the public one that belongs to it. */
async function importPrivate(pkcs8: Bytes): Promise<{ key: Key; point: Bytes }> {
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, X25519, true, ["deriveBits"]).catch((cause: unknown) => {
    throw new Error("an X25519 private key is needed", { cause });
  });
  const { x } = await crypto.subtle.exportKey("jwk", key);
  return { key, point: fromBase64Url(x ?? "") };
}

async function rawOf(publicKey: Key): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
}

function concat(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function fromBase64Url(text: string): Bytes {
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

function toBase64(bytes: Bytes): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function toBase64Url(bytes: Bytes): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
