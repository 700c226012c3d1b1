import { type Registry, targetOf } from "../apiserver/registry.ts";
import { AS_USUAL, removeObject } from "../apiserver/remove.ts";
import { NAMESPACES, RESOURCES } from "../apiserver/resources.ts";
import type { Change } from "../apiserver/store.ts";
import { CONTROLLERS, type Controller, follow } from "./follow.ts";

/** Empties namespaces that are being deleted, and takes them away once nothing is left in them. */
export function terminateNamespaces(registry: Registry): Controller {
  const { store } = registry;
  return follow(registry, namespaceOf, (name) => {
    const namespace = store.get(NAMESPACES.key, "", name);
    if (namespace === null || namespace.metadata.deletionTimestamp === undefined) return;
    const contents = () =>
      RESOURCES.filter(({ namespaced }) => namespaced).flatMap((type) =>
        store.list(type.key, name).map((object) => targetOf(type, object)),
      );
    for (const target of contents()) {
      // An owner may have taken it along meanwhile.
      if (store.get(target.type.key, name, target.name) !== null) removeObject(registry, target, AS_USUAL, CONTROLLERS);
    }
    const hasFinalizers = (namespace.metadata.finalizers ?? []).length > 0;
    if (contents().length === 0 && !hasFinalizers) store.remove(NAMESPACES.key, namespace);
  });
}

function namespaceOf({ type, resource, object }: Change): string[] {
  if (resource === NAMESPACES.key && type !== "DELETED") return [object.metadata.name];
  return object.metadata.namespace !== undefined && type === "DELETED" ? [object.metadata.namespace] : [];
}
