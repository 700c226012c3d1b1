import { createHash } from "node:crypto";

/**
 * SHA-256 of a session token or API key, in hex: all that is kept of one. They hold 260 random bits, so nothing slower
 * is needed.
 */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
