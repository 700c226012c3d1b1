import { admit } from "./admission.ts";
import { badRequest, conflict, invalid } from "./apiFault.ts";
import { applied } from "./apply.ts";
import { checkKind, checkNamespace, createObject } from "./create.ts";
import { afterUpdate, type Manager, readManagedFields } from "./managedFields.ts";
import {
  cloneJson,
  type JsonObject,
  type KubeObject,
  type ManagedFields,
  objectOf,
  sameJson,
  timestamp,
} from "./object.ts";
import { type Registry, read, surroundings, type Target, type Writer } from "./registry.ts";
import { NODES, PODS } from "./resources.ts";
import { metadataCauses } from "./rules/metadata.ts";

/** The part of an object a write goes to; null: the object without its status. */
export type Part = "status" | "approval" | null;

/**
 * Replaces an object (or its part) by what the proposal says, as far as clients may say it. A proposal that changes
 * nothing answers the stored object, at its version.
 * @throws ApiFault 400, 403, 404, 409 Conflict when it names another version or uid, 422
 */
export function updateObject(
  registry: Registry,
  target: Target,
  part: Part,
  propose: (live: KubeObject) => JsonObject,
  writer: Writer,
): KubeObject {
  const live = read(registry, target);
  const proposal = propose(live);
  const manager = managerOf(target, part, writer, "Update");
  return replace(registry, target, part, live, proposal, writer, (next) => {
    // kubectl moves ownership to server-side apply by patching the entries themselves.
    const stated = readManagedFields(objectOf(proposal.metadata).managedFields) ?? live.metadata.managedFields ?? [];
    return afterUpdate(target.type.kind, live, next, stated, manager);
  });
}

/**
 * Server-side apply, creating the object where there is none.
 * @throws ApiFault as `updateObject`, and 409 with FieldManagerConflict causes unless forced
 */
export function applyObject(
  registry: Registry,
  target: Target,
  part: Part,
  stated: JsonObject,
  writer: Writer,
  force: boolean,
): { object: KubeObject; created: boolean } {
  const { type, namespace, name } = target;
  checkKind(type, stated);
  const metadata = objectOf(stated.metadata);
  if (metadata.managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  const live = registry.store.get(type.key, namespace, name);
  const manager = managerOf(target, part, writer, "Apply");
  const isSplit = type.subresources.includes("status");
  const { status, spec, ...rest } = stated;
  const spoken = part === "status" ? { ...rest, status } : isSplit ? { ...rest, spec } : stated;
  const named = { ...spoken, metadata: { ...metadata, name } };
  const result = applied(type.kind, live, named, manager, force);
  if (live === null) {
    if (part !== null || metadata.uid) read(registry, target);
    return {
      object: createObject(registry, type, namespace, result.object, writer, result.managedFields),
      created: true,
    };
  }
  const proposal = {
    ...result.object,
    metadata: { ...objectOf(result.object.metadata), resourceVersion: metadata.resourceVersion },
  };
  return {
    object: replace(registry, target, part, live, proposal, writer, () => result.managedFields),
    created: false,
  };
}

function managerOf({ type }: Target, part: Part, { manager }: Writer, operation: Manager["operation"]): Manager {
  return { name: manager, operation, apiVersion: type.apiVersion, subresource: part };
}

function replace(
  registry: Registry,
  target: Target,
  part: Part,
  live: KubeObject,
  proposal: JsonObject,
  writer: Writer,
  owners: (next: KubeObject) => readonly ManagedFields[],
): KubeObject {
  const { type, name } = target;
  checkIdentity(target, live, proposal);
  const next = cloneJson(proposed(target, part, live, proposal));
  const around = surroundings(registry, writer.user);
  type.prepare(next, live, around);
  if (type.counted && !sameJson(next.spec, live.spec)) next.metadata.generation = (live.metadata.generation ?? 1) + 1;
  const causes = [...metadataCauses(next, type.nameRule), ...type.causes(next, live, around)];
  if (causes.length > 0) throw invalid(type, name, causes);
  admit(registry, type, next, live, writer.user);
  next.metadata.managedFields = [...owners(next)];
  if (sameJson(next, live)) return live;
  if (writer.dryRun) return next;
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = next.metadata;
  const isLast = deletionTimestamp !== undefined && finalizers.length === 0 && deletionGracePeriodSeconds === 0;
  // A pod or a namespace that terminates is removed by whoever finishes it; the others waited for finalizers only.
  const waited = (live.metadata.finalizers ?? []).length > 0;
  return isLast && waited ? registry.store.remove(type.key, next) : registry.store.put(type.key, next);
}

/** The stored object with what a write to this part may change. */
function proposed({ type }: Target, part: Part, live: KubeObject, proposal: JsonObject): KubeObject {
  const metadata = { ...objectOf(proposal.metadata), ...fixedMetadata(live) };
  for (const key of ["deletionTimestamp", "deletionGracePeriodSeconds", "generation"] as const)
    if (live.metadata[key] === undefined) delete metadata[key];
  if (part === "approval") {
    const { conditions } = objectOf(proposal.status);
    return { ...live, status: { ...objectOf(live.status), conditions } };
  }
  if (part === "status") {
    const status = type === NODES || type === PODS ? stamped(proposal.status, live.status) : proposal.status;
    return { ...live, metadata, status };
  }
  const { apiVersion, kind } = live;
  const isSplit = type.subresources.includes("status");
  return { ...proposal, apiVersion, kind, metadata, ...(isSplit ? { status: live.status } : {}) };
}

/** Conditions without a time of transition get one: now, where the status changed. */
function stamped(status: unknown, live: unknown): unknown {
  const { conditions, ...rest } = objectOf(status);
  if (!Array.isArray(conditions)) return status;
  const before = objectOf(live).conditions;
  const known = Array.isArray(before) ? before.map(objectOf) : [];
  const filled = conditions.map(objectOf).map((condition) => {
    if (condition.lastTransitionTime) return condition;
    const same = known.find(({ type, status }) => type === condition.type && status === condition.status);
    return { ...condition, lastTransitionTime: same?.lastTransitionTime ?? timestamp() };
  });
  return { ...rest, conditions: filled };
}

function fixedMetadata({ metadata }: KubeObject): KubeObject["metadata"] {
  const { name, namespace, uid, resourceVersion, creationTimestamp, generation } = metadata;
  const { deletionTimestamp, deletionGracePeriodSeconds, generateName } = metadata;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(generateName === undefined ? {} : { generateName }),
    uid,
    resourceVersion,
    creationTimestamp,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
}

function checkIdentity({ type, namespace, name }: Target, live: KubeObject, proposal: JsonObject): void {
  checkKind(type, proposal);
  const given = objectOf(proposal.metadata);
  checkNamespace(type, namespace, given.namespace);
  if (given.name !== undefined && given.name !== name)
    throw badRequest(`the name of the object (${String(given.name)}) does not match the name on the URL (${name})`);
  if (given.resourceVersion && given.resourceVersion !== live.metadata.resourceVersion) throw conflict(type, name);
  if (given.uid && given.uid !== live.metadata.uid)
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${String(given.uid)}, UID in object meta: ${live.metadata.uid}`,
    );
}
