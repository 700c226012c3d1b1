import { createObject } from "../apiserver/create.ts";
import type { Registry } from "../apiserver/registry.ts";
import { CONFIG_MAPS, NAMESPACES, SERVICE_ACCOUNTS } from "../apiserver/resources.ts";
import type { Change } from "../apiserver/store.ts";
import { CONTROLLERS, type Controller, follow } from "./follow.ts";

const ROOT_CA = "kube-root-ca.crt";

/** Every namespace has the account `default`, without which no pod is admitted, and the authority's certificate. */
export function furnishNamespaces(registry: Registry, caPem: string): Controller {
  const { store } = registry;
  return follow(registry, namespaceOf, (namespace) => {
    const found = store.get(NAMESPACES.key, "", namespace);
    if (found === null || found.metadata.deletionTimestamp !== undefined) return;
    if (store.get(SERVICE_ACCOUNTS.key, namespace, "default") === null)
      createObject(registry, SERVICE_ACCOUNTS, namespace, { metadata: { name: "default" } }, CONTROLLERS);
    if (store.get(CONFIG_MAPS.key, namespace, ROOT_CA) === null)
      createObject(
        registry,
        CONFIG_MAPS,
        namespace,
        { metadata: { name: ROOT_CA }, data: { "ca.crt": caPem } },
        CONTROLLERS,
      );
  });
}

function namespaceOf({ type, resource, object }: Change): string[] {
  const { name, namespace = "" } = object.metadata;
  if (resource === NAMESPACES.key) return [name];
  const isOurs =
    (resource === SERVICE_ACCOUNTS.key && name === "default") || (resource === CONFIG_MAPS.key && name === ROOT_CA);
  return type === "DELETED" && isOurs ? [namespace] : [];
}
