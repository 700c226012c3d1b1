import { mayDo, type Verb } from "./auth/authorize.ts";
import { type JsonObject, objectOf, timestamp } from "./object.ts";
import type { Store } from "./store.ts";
import type { User } from "./user.ts";

/** Answers "may I …?" and "who am I?" in the object that asked. */
export function review(store: Store, user: User, resource: string, body: JsonObject): JsonObject {
  const metadata = { creationTimestamp: null };
  if (resource === "selfsubjectreviews") {
    const userInfo = { username: user.name, groups: user.groups };
    const stamped = { creationTimestamp: timestamp() };
    return {
      kind: "SelfSubjectReview",
      apiVersion: "authentication.k8s.io/v1",
      metadata: stamped,
      status: { userInfo },
    };
  }
  const spec = objectOf(body.spec);
  const asked = objectOf(spec.resourceAttributes);
  const text = (field: string) => (typeof asked[field] === "string" ? asked[field] : "");
  const allowed = mayDo(store, user, {
    verb: text("verb") as Verb,
    resource: text("resource"),
    group: text("group"),
    subresource: text("subresource"),
    namespace: text("namespace"),
    name: text("name"),
    fieldSelector: "",
  });
  return {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata,
    spec,
    status: { allowed },
  };
}
