import { asSigningRequest } from "../kinds.ts";
import type { Route } from "../route.ts";
import type { Store } from "../store.ts";
import type { Action } from "./authorize.ts";

/**
 * What a request needs besides its own verb, as a real API server asks for it: to apply what is not there is to create
 * it, and whoever decides on a signing request must be allowed to approve for its signer.
 */
export function besides(store: Store, { type }: Route, action: Action, contentType: string): readonly Action[] {
  const { verb, namespace, name, subresource } = action;
  if (type === null || name === "" || (verb !== "patch" && verb !== "update")) return [];
  const live = store.get(type.key, namespace, name);
  if (live === null) return contentType.startsWith("application/apply-patch") ? [{ ...action, verb: "create" }] : [];
  if (subresource !== "approval") return [];
  const { signerName } = asSigningRequest(live).spec;
  return [{ ...action, verb: "approve", resource: "signers", subresource: "", name: signerName }];
}
