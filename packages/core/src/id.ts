const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const RANDOM_BITS = 23n;
const RENTAL_ID_MAX = 2n ** 63n - 1n;

/**
 * A vault rental id: 40 bits of unix seconds, then 23 random bits. Fits 63 bits (a Postgres bigint), sorts by time,
 * and a fresh database on an old vault collides with nothing.
 */
export function newRentalId(now: Date): bigint {
  const seconds = BigInt(Math.floor(now.getTime() / 1000));
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return ((seconds << RANDOM_BITS) | (BigInt(random) & ((1n << RANDOM_BITS) - 1n))) & RENTAL_ID_MAX;
}

/** 13 lower-case base-32 digits (no i, l, o, u): survives as a Kubernetes name, sorts like the id. */
export function rentalSlug(rentalId: bigint): string {
  let rest = rentalId;
  let text = "";
  for (let i = 0; i < 13; i++) {
    text = `${ALPHABET[Number(rest & 31n)]}${text}`;
    rest >>= 5n;
  }
  return text;
}

/** The inverse of {@link rentalSlug}; null for anything that is not one. */
export function parseRentalSlug(slug: string): bigint | null {
  if (!/^[0-9a-hjkmnp-tv-z]{13}$/.test(slug)) return null;
  let id = 0n;
  for (const digit of slug) id = (id << 5n) | BigInt(ALPHABET.indexOf(digit));
  return id > 0n && id <= RENTAL_ID_MAX ? id : null;
}

/** Public id of a rental on the REST path: `job_<slug>`. */
export function jobIdOf(rentalId: bigint): string {
  return `job_${rentalSlug(rentalId)}`;
}

/** The rental a public job id names; null when it names none. */
export function parseJobId(jobId: string): bigint | null {
  return jobId.startsWith("job_") ? parseRentalSlug(jobId.slice(4)) : null;
}

/** `count` ports from a range, both ends included, drawn at random; some may be equal. */
export function randomPorts(from: number, to: number, count: number): number[] {
  const drawn = crypto.getRandomValues(new Uint32Array(count));
  return Array.from(drawn, (random) => from + (random % (to - from + 1)));
}

export type IdPrefix = "off" | "nod" | "key" | "ses" | "int" | "msg" | "req" | "ssh" | "evt";

/** An opaque id `<prefix>_<20 base-32 digits>` with 100 random bits. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomDigits(20)}`;
}

/** A node name nobody has: `node-<10 base-32 digits>`, fit for Kubernetes. */
export function newNodeName(): string {
  return `node-${randomDigits(10)}`;
}

/** The two halves of a Kubernetes bootstrap token, `<tokenId>.<secret>`: 6 public digits and 16 (80 bits) secret ones. */
export function newBootstrapToken(): { readonly tokenId: string; readonly secret: string } {
  return { tokenId: randomDigits(6), secret: randomDigits(16) };
}

/** An opaque secret `<prefix><52 base-32 digits>`: 260 random bits, shown once and hashed at rest. */
export function newSecret(prefix: "wl_" | "wls_" | ""): string {
  return `${prefix}${randomDigits(52)}`;
}

function randomDigits(count: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => ALPHABET[byte & 31]).join("");
}
