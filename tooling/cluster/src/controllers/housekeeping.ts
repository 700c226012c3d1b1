import { BOOTSTRAP_TOKEN } from "../apiserver/auth/authenticate.ts";
import { asSecret } from "../apiserver/kinds.ts";
import type { KubeObject } from "../apiserver/object.ts";
import type { Registry } from "../apiserver/registry.ts";
import { EVENTS, SECRETS } from "../apiserver/resources.ts";
import { type Controller, every } from "./follow.ts";

const EVENT_LIFE_MS = 3_600_000;
const PERIOD_MS = 10_000;

/** Takes away what has run out: join tokens at their expiration, events after an hour. */
export function keepHouse({ store }: Registry): Controller {
  return every(PERIOD_MS, () => {
    const now = Date.now();
    for (const secret of store.list(SECRETS.key, "kube-system"))
      if (expirationOf(secret) <= now) store.remove(SECRETS.key, secret);
    for (const event of store.list(EVENTS.key))
      if (now - Date.parse(String(event.lastTimestamp ?? event.metadata.creationTimestamp)) > EVENT_LIFE_MS)
        store.remove(EVENTS.key, event);
  });
}

/** Milliseconds since 1970; infinite for Secrets that do not run out. */
function expirationOf(object: KubeObject): number {
  const { type, data } = asSecret(object);
  if (type !== BOOTSTRAP_TOKEN || data?.expiration === undefined) return Number.POSITIVE_INFINITY;
  const expiration = Date.parse(Buffer.from(data.expiration, "base64").toString("utf8"));
  return Number.isNaN(expiration) ? Number.POSITIVE_INFINITY : expiration;
}
