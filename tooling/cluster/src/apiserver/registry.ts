import { type ApiFault, forbidden, notFound } from "./apiFault.ts";
import type { KubeObject } from "./object.ts";
import { NAMESPACES, type ResourceType, SERVICES, type Surroundings } from "./resources.ts";
import type { Store } from "./store.ts";
import type { User } from "./user.ts";

/** Where writes go, and what the cluster hands out. */
export type Registry = {
  readonly store: Store;
  /** First and last NodePort of this cluster. */
  readonly nodePortRange: readonly [number, number];
};

/** One object of a resource; the namespace is "" where the resource has none. */
export type Target = { readonly type: ResourceType; readonly namespace: string; readonly name: string };

/** Who writes, under which manager's name, and whether for real. */
export type Writer = { readonly user: User; readonly manager: string; readonly dryRun?: boolean };

/** @throws ApiFault 404 */
export function read({ store }: Registry, { type, namespace, name }: Target): KubeObject {
  const object = store.get(type.key, namespace, name);
  if (object === null) throw notFound(type, name);
  return object;
}

export function targetOf(type: ResourceType, object: KubeObject): Target {
  return { type, namespace: object.metadata.namespace ?? "", name: object.metadata.name };
}

export function surroundings(registry: Registry, user: User): Surroundings {
  return {
    user,
    pool: {
      nodePorts: registry.nodePortRange,
      get services() {
        return registry.store.list(SERVICES.key);
      },
    },
  };
}

/** Null: objects may be created there. */
export function namespaceFault({ store }: Registry, { type, namespace, name }: Target): ApiFault | null {
  if (!type.namespaced) return null;
  const found = store.get(NAMESPACES.key, "", namespace);
  if (found === null) return notFound(NAMESPACES, namespace);
  if (found.metadata.deletionTimestamp === undefined) return null;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  return forbidden(type, name, why, [cause]);
}
