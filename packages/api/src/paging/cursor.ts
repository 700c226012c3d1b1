import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "@worldland/core/refusal";

/** Bytes of the seal: enough that nobody guesses one, short enough for a URL. */
const SEAL_BYTES = 12;

/** The list a cursor belongs to: its name, then all that decides rows and order (owner, filters, sort), never `limit`. */
export type CursorScope = readonly [list: string, ...rest: unknown[]];

/** An opaque cursor behind the row with these keys, good for that list alone. */
export function writeCursor(secret: string, scope: CursorScope, keys: readonly string[]): string {
  const body = JSON.stringify(keys);
  return Buffer.concat([sealOf(secret, scope, body), Buffer.from(body)]).toString("base64url");
}

/** The keys of a cursor, `count` of them; null without one. Refuses `invalid_request` for a broken or foreign one. */
export function readCursor(
  secret: string,
  scope: CursorScope,
  cursor: string | undefined,
  count: number,
): readonly string[] | null {
  if (cursor === undefined) return null;
  const bytes = Buffer.from(cursor, "base64url");
  const body = bytes.subarray(SEAL_BYTES).toString();
  const seal = bytes.subarray(0, SEAL_BYTES);
  const isOurs = seal.length === SEAL_BYTES && timingSafeEqual(seal, sealOf(secret, scope, body));
  const keys: unknown = isOurs ? JSON.parse(body) : null;
  if (Array.isArray(keys) && keys.length === count && keys.every((key) => typeof key === "string")) return keys;
  throw new Refusal("invalid_request", "The cursor belongs to no page of this list.", {
    suggestion: "Send next_cursor unchanged, with the same filters and sort; without a cursor the list begins anew.",
    fields: [{ path: "cursor", message: "Not a cursor of this list." }],
  });
}

function sealOf(secret: string, scope: CursorScope, body: string): Buffer {
  const text = JSON.stringify(["cursor", scope, body], (_, value) => value ?? null);
  return createHmac("sha256", secret).update(text).digest().subarray(0, SEAL_BYTES);
}
