/** Field lengths of the kinds of key that sshd takes, after the type's own name in the wire form of RFC 4253. */
const KINDS = {
  "ssh-ed25519": { title: "ED25519", fields: [{ bytes: 32 }] },
  "ecdsa-sha2-nistp256": { title: "ECDSA", fields: [{ text: "nistp256" }, { bytes: 65 }] },
  "ecdsa-sha2-nistp384": { title: "ECDSA", fields: [{ text: "nistp384" }, { bytes: 97 }] },
  "ecdsa-sha2-nistp521": { title: "ECDSA", fields: [{ text: "nistp521" }, { bytes: 133 }] },
  "ssh-rsa": { title: "RSA", fields: [{}, {}] },
  "sk-ssh-ed25519@openssh.com": { title: "ED25519-SK", fields: [{ bytes: 32 }, {}] },
  "sk-ecdsa-sha2-nistp256@openssh.com": { title: "ECDSA-SK", fields: [{ text: "nistp256" }, { bytes: 65 }, {}] },
} as const satisfies Record<string, { title: string; fields: readonly { bytes?: number; text?: string }[] }>;

export type SshKeyType = keyof typeof KINDS;

/** A public key as a line of `authorized_keys` holds it. */
export type SshPublicKey = {
  readonly type: SshKeyType;
  /** The key itself, base64 with its padding. */
  readonly base64: string;
  /** What its owner wrote behind it, e.g. `me@laptop`; empty: nothing. */
  readonly comment: string;
};

const RSA_BITS = { min: 2048, max: 16_384 } as const;

/**
 * Reads one OpenSSH public key: `<type> <base64> [comment]`, without options. What is no such key, or one that is too
 * weak, becomes a sentence for whoever pasted it.
 */
export function readSshPublicKey(line: string): SshPublicKey | { readonly fault: string } {
  const text = line.trim();
  if (/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY|^PuTTY-User-Key-File/.test(text)) {
    return { fault: "This is a private key: keep it to yourself, and give the line in the file that ends in .pub." };
  }
  if (/\p{Cc}/u.test(text)) return { fault: "One public key on one line." };
  const [, type = "", base64 = "", comment = ""] = /^(\S+) +(\S+)(?: +(.*))?$/.exec(text) ?? [];
  if (type === "ssh-dss") return { fault: "DSA keys are not accepted any more: make one by ssh-keygen -t ed25519." };
  if (!isType(type)) {
    return { fault: "An OpenSSH public key begins with its type: ssh-ed25519, ecdsa-sha2-nistp256, ssh-rsa …" };
  }
  const bytes = bytesOf(base64);
  const fields = bytes === null ? null : fieldsOf(bytes);
  if (bytes === null || fields === null || !fits(type, fields)) return { fault: "This key is cut off or damaged." };
  const fault = type === "ssh-rsa" ? weaknessOf(fields[2] ?? new Uint8Array()) : null;
  if (fault !== null) return { fault };
  return { type, base64: base64Of(bytes), comment: comment.trim() };
}

/** The key alone, as it is kept: `<type> <base64>`. */
export function keyLineOf({ type, base64 }: Pick<SshPublicKey, "type" | "base64">): string {
  return `${type} ${base64}`;
}

/** What people call the kind of a key, e.g. `ED25519`. */
export function kindOfSshKey(type: SshKeyType): string {
  return KINDS[type].title;
}

/** `SHA256:<base64 without padding>`, as `ssh-keygen -lf` prints it. Two lines with the same one are the same key. */
export async function sshFingerprint({ base64 }: Pick<SshPublicKey, "base64">): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytesOf(base64) ?? new Uint8Array());
  return `SHA256:${base64Of(new Uint8Array(digest)).replace(/=+$/, "")}`;
}

function isType(type: string): type is SshKeyType {
  return Object.hasOwn(KINDS, type);
}

/** The first field names the type again; the others are what the type says. */
function fits(type: SshKeyType, [name, ...rest]: readonly Uint8Array[]): boolean {
  const wanted: readonly { readonly bytes?: number; readonly text?: string }[] = KINDS[type].fields;
  if (name === undefined || textOf(name) !== type || rest.length !== wanted.length) return false;
  return wanted.every(({ bytes, text }, at) => {
    const field = rest[at] ?? new Uint8Array();
    if (text !== undefined) return textOf(field) === text;
    return bytes === undefined ? field.length > 0 : field.length === bytes;
  });
}

function weaknessOf(modulus: Uint8Array): string | null {
  const first = modulus.findIndex((byte) => byte !== 0);
  const bits = first < 0 ? 0 : (modulus.length - first - 1) * 8 + (32 - Math.clz32(modulus[first] ?? 0));
  if (bits < RSA_BITS.min) return `An RSA key needs ${RSA_BITS.min} bits or more; this one has ${bits}.`;
  return bits > RSA_BITS.max ? `An RSA key has at most ${RSA_BITS.max} bits; this one has ${bits}.` : null;
}

/** Length-prefixed fields, to the last byte; null where the lengths do not add up. */
function fieldsOf(bytes: Uint8Array): Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return null;
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return null;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

function base64Of(bytes: Uint8Array): string {
  return btoa(textOf(bytes));
}
