import { randomInt, randomUUID } from "node:crypto";
import { admit } from "./admission.ts";
import { alreadyExists, badRequest, invalid } from "./apiFault.ts";
import { afterUpdate, type Manager } from "./managedFields.ts";
import {
  cloneJson,
  type JsonObject,
  type KubeObject,
  type ManagedFields,
  type ObjectMeta,
  objectOf,
  timestamp,
} from "./object.ts";
import { namespaceFault, type Registry, surroundings, type Writer } from "./registry.ts";
import type { ResourceType } from "./resources.ts";
import { metadataCauses } from "./rules/metadata.ts";

/**
 * Stores a new object and answers it.
 * @param managed the field owners, where a server-side apply already knows them
 * @throws ApiFault 400, 403, 404 (namespace), 409 AlreadyExists, 422
 */
export function createObject(
  registry: Registry,
  type: ResourceType,
  namespace: string,
  body: JsonObject,
  writer: Writer,
  managed?: readonly ManagedFields[],
): KubeObject {
  const object = fresh(type, namespace, body);
  const { metadata } = object;
  const fault = namespaceFault(registry, { type, namespace, name: metadata.name });
  if (fault !== null) throw fault;
  const around = surroundings(registry, writer.user);
  type.prepare(object, null, around);
  const causes = [...metadataCauses(object, type.nameRule), ...type.causes(object, null, around)];
  if (causes.length > 0) throw invalid(type, metadata.name, causes);
  admit(registry, type, object, null, writer.user);
  if (registry.store.get(type.key, namespace, metadata.name) !== null) throw alreadyExists(type, metadata.name);
  const manager: Manager = {
    name: writer.manager,
    operation: "Update",
    apiVersion: type.apiVersion,
    subresource: null,
  };
  const entries = managed ?? afterUpdate(type.kind, null, object, [], manager);
  metadata.managedFields = [...entries];
  return writer.dryRun ? object : registry.store.put(type.key, object);
}

/** A copy with the identity of a new object. Everything that only the server may say is the server's. */
function fresh(type: ResourceType, namespace: string, body: JsonObject): KubeObject {
  const object = cloneJson(body);
  checkKind(type, object);
  const given = objectOf(object.metadata);
  if (given.resourceVersion) throw badRequest("resourceVersion should not be set on objects to be created");
  checkNamespace(type, namespace, given.namespace);
  const { resourceVersion: _, deletionTimestamp: __, deletionGracePeriodSeconds: ___, selfLink: ____, ...kept } = given;
  const metadata: ObjectMeta = {
    ...kept,
    name: nameOf(given),
    ...(type.namespaced ? { namespace } : {}),
    uid: randomUUID(),
    resourceVersion: "",
    creationTimestamp: timestamp(),
    ...(type.counted ? { generation: 1 } : {}),
  };
  if (!type.namespaced) delete metadata.namespace;
  return { ...object, apiVersion: type.apiVersion, kind: type.kind, metadata };
}

/** @throws ApiFault 400 when the body says it is of another kind */
export function checkKind(type: ResourceType, body: JsonObject): void {
  const { apiVersion = type.apiVersion, kind = type.kind } = body;
  if (apiVersion === type.apiVersion && kind === type.kind) return;
  throw badRequest(
    `${String(kind)} in version ${JSON.stringify(apiVersion)} cannot be handled as a ${type.kind}: no kind "${String(kind)}" is registered for version "${String(apiVersion)}"`,
  );
}

/** @throws ApiFault 400 when the body says it lives elsewhere than the path */
export function checkNamespace(type: ResourceType, namespace: string, given: unknown): void {
  if (!type.namespaced || given === undefined || given === null || given === "" || given === namespace) return;
  throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
}

const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

function nameOf({ name, generateName }: JsonObject): string {
  if (typeof name === "string" && name !== "") return name;
  return typeof generateName === "string" && generateName !== "" ? `${generateName.slice(0, 58)}${nameSuffix()}` : "";
}

/** Five letters, as generated names end in. */
export function nameSuffix(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
