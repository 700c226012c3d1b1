import type { KubeObject } from "../apiserver/object.ts";
import { type Registry, type Target, targetOf } from "../apiserver/registry.ts";
import { AS_USUAL, removeObject } from "../apiserver/remove.ts";
import { RESOURCES } from "../apiserver/resources.ts";
import type { Change } from "../apiserver/store.ts";
import { updateObject } from "../apiserver/update.ts";
import { CONTROLLERS, type Controller, follow } from "./follow.ts";

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";
const types = new Map(RESOURCES.map((type) => [type.key, type]));

/**
 * Deletes objects whose owners are all gone, and does what `Foreground` and `Orphan` deletions wait for. An object
 * that names an owner which never was is collected too, as in a real cluster.
 */
export function collectGarbage(registry: Registry): Controller {
  const { store } = registry;
  const alive = new Map<string, Target>();
  const owned = new Map<string, Set<string>>();
  const targets = new Map<string, Target>();

  const note = ({ type, resource, object, previous }: Change): string[] => {
    const kind = types.get(resource);
    if (kind === undefined) return [];
    const { uid, ownerReferences = [] } = object.metadata;
    const target = targetOf(kind, object);
    for (const { uid: owner } of previous?.metadata.ownerReferences ?? []) owned.get(owner)?.delete(uid);
    if (type === "DELETED") {
      alive.delete(uid);
      targets.delete(uid);
      const dependents = [...(owned.get(uid) ?? [])];
      owned.delete(uid);
      // Who waits for its dependents looks again whenever one is gone.
      return [...dependents, ...ownerReferences.map((owner) => owner.uid)];
    }
    alive.set(uid, target);
    targets.set(uid, target);
    for (const { uid: owner } of ownerReferences) owned.set(owner, (owned.get(owner) ?? new Set()).add(uid));
    const waits = (object.metadata.finalizers ?? []).some((name) => name === FOREGROUND || name === ORPHAN);
    return ownerReferences.length > 0 || waits ? [uid] : [];
  };

  const dependentsOf = (uid: string): { target: Target; object: KubeObject }[] =>
    [...(owned.get(uid) ?? [])].flatMap((dependent) => {
      const target = targets.get(dependent);
      const object = target === undefined ? null : store.get(target.type.key, target.namespace, target.name);
      return target === undefined || object === null ? [] : [{ target, object }];
    });

  const reconcile = (uid: string) => {
    const target = targets.get(uid);
    const object = target === undefined ? null : store.get(target.type.key, target.namespace, target.name);
    if (target === undefined || object === null || object.metadata.uid !== uid) return;
    const { ownerReferences = [], deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp !== undefined && finalizers.includes(ORPHAN)) {
      for (const dependent of dependentsOf(uid)) disown(registry, dependent.target, uid);
      return finish(registry, target, ORPHAN);
    }
    if (deletionTimestamp !== undefined && finalizers.includes(FOREGROUND)) {
      const dependents = dependentsOf(uid);
      for (const { target: dependent, object: one } of dependents)
        if (one.metadata.deletionTimestamp === undefined) removeObject(registry, dependent, AS_USUAL, CONTROLLERS);
      if (dependents.length === 0) return finish(registry, target, FOREGROUND);
    }
    const hasOwner = ownerReferences.some((owner) => alive.has(owner.uid));
    if (ownerReferences.length > 0 && !hasOwner && deletionTimestamp === undefined)
      removeObject(registry, target, AS_USUAL, CONTROLLERS);
  };
  return follow(registry, note, reconcile);
}

function disown(registry: Registry, target: Target, owner: string): void {
  const without = (live: KubeObject) => ({
    ...live,
    metadata: {
      ...live.metadata,
      ownerReferences: (live.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner),
    },
  });
  updateObject(registry, target, null, without, CONTROLLERS);
}

function finish(registry: Registry, target: Target, finalizer: string): void {
  const without = (live: KubeObject) => ({
    ...live,
    metadata: { ...live.metadata, finalizers: (live.metadata.finalizers ?? []).filter((name) => name !== finalizer) },
  });
  updateObject(registry, target, null, without, CONTROLLERS);
}
