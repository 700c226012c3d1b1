import { REFUSALS, type RefusalCode } from "@worldland/core/refusal";
import type { RestRoute } from "./routes.ts";

/** What procedures refuse beside what every request of their kind may be; for the OpenAPI document. */
const OWN: Readonly<Record<string, readonly RefusalCode[]>> = {
  "auth.signIn": ["invalid_signature", "nonce_used", "challenge_expired"],
  "account.ledger": ["not_found"],
  "apiKeys.create": ["conflict"],
  "sshKeys.create": ["already_exists", "conflict"],
  "grants.submit": ["invalid_signature"],
  "nodes.earnings": ["not_found"],
  "nodes.rentals": ["not_found"],
  "rentals.quote": ["not_found", "no_capacity"],
  "rentals.create": [
    ...(["invalid_signature", "order_required", "insufficient_balance", "not_found"] as const),
    ...(["no_capacity", "price_changed", "order_used", "conflict"] as const),
  ],
  "rentals.extend": ["invalid_signature", "order_required", "insufficient_balance", "conflict"],
  "extensions.keepRunning": ["conflict"],
};

type Kind = Pick<RestRoute, "name" | "method" | "needs" | "params" | "path">;

/** Every code that a request may be refused with, by status; each has its sentence and suggestion in core/refusal. */
export function refusalsOf(route: Kind): ReadonlyMap<number, readonly RefusalCode[]> {
  const { name, method, needs, params } = route;
  const codes = new Set<RefusalCode>([
    "invalid_request",
    ...(needs === null ? [] : (["unauthenticated", "missing_scope"] as const)),
    ...(params.length === 0 ? [] : (["not_found"] as const)),
    ...(isIdempotent(route) ? (["idempotency_in_progress", "idempotency_mismatch"] as const) : []),
    ...(method === "GET" ? [] : (["too_large"] as const)),
    ...(OWN[name] ?? []),
    ...(["rate_limited", "unavailable"] as const),
  ]);
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of codes) byStatus.set(REFUSALS[code].status, [...(byStatus.get(REFUSALS[code].status) ?? []), code]);
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

/** Whether an Idempotency-Key makes a request take effect once. */
export function isIdempotent({ method, path }: Pick<RestRoute, "method" | "path">): boolean {
  return method !== "GET" && !path.startsWith("/auth/");
}

/** Procedures named above, for the test that they all exist. */
export const NAMED = Object.keys(OWN);
