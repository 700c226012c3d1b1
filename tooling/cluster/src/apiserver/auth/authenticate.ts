import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { unauthorized } from "../apiFault.ts";
import { asSecret } from "../kinds.ts";
import { SECRETS } from "../resources.ts";
import type { Store } from "../store.ts";
import { ANONYMOUS, type User } from "../user.ts";

const AUTHENTICATED = "system:authenticated";
const known = new WeakMap<TLSSocket, User | null>();

/**
 * Who asks: by client certificate, by bootstrap token, or nobody in particular.
 * @throws ApiFault 401 for credentials that are not accepted
 */
export function authenticate(request: IncomingMessage, store: Store): User {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
    const user = token === undefined ? null : bootstrapUser(token, store);
    if (user === null) throw unauthorized();
    return user;
  }
  const { socket } = request;
  if (!(socket instanceof TLSSocket)) throw unauthorized();
  const remembered = known.get(socket);
  const user = remembered === undefined ? certificateUser(socket) : remembered;
  known.set(socket, user);
  if (user === null) throw unauthorized();
  return user;
}

/** Null: it showed a certificate that our authority did not sign. */
function certificateUser(socket: TLSSocket): User | null {
  const { subject, ext_key_usage: usages } = socket.getPeerCertificate();
  if (subject === undefined) return ANONYMOUS;
  const isClient = Array.isArray(usages) && usages.includes(CLIENT_AUTH);
  if (!socket.authorized || !isClient || typeof subject.CN !== "string") return null;
  const groups: unknown = subject.O;
  const organisations = Array.isArray(groups) ? groups.map(String) : groups === undefined ? [] : [String(groups)];
  return { name: subject.CN, groups: [...organisations, AUTHENTICATED] };
}

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** A token is a Secret of kube-system named after its public half; null: no such token, or not any more. */
function bootstrapUser(token: string, store: Store): User | null {
  const match = /^([a-z0-9]{6})\.([a-z0-9]{16})$/.exec(token);
  if (match === null) return null;
  const [, id = "", secret = ""] = match;
  const object = store.get(SECRETS.key, "kube-system", `bootstrap-token-${id}`);
  if (object === null || object.metadata.deletionTimestamp !== undefined) return null;
  const { type, data = {} } = asSecret(object);
  const field = (name: string) => Buffer.from(data[name] ?? "", "base64").toString("utf8");
  if (type !== BOOTSTRAP_TOKEN || field("token-id") !== id || !sameSecret(field("token-secret"), secret)) return null;
  const expiration = field("expiration");
  if (expiration !== "" && !(Date.parse(expiration) > Date.now())) return null;
  if (field("usage-bootstrap-authentication") !== "true") return null;
  const extra = field("auth-extra-groups").split(",");
  const groups = extra.filter((group) => group.startsWith("system:bootstrappers:"));
  return { name: `system:bootstrap:${id}`, groups: ["system:bootstrappers", ...groups, AUTHENTICATED] };
}

export const BOOTSTRAP_TOKEN = "bootstrap.kubernetes.io/token";

function sameSecret(kept: string, given: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return kept !== "" && timingSafeEqual(digest(kept), digest(given));
}
