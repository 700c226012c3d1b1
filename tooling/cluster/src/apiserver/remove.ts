import { ApiFault, conflict } from "./apiFault.ts";
import { asPod } from "./kinds.ts";
import { isObject, type JsonObject, type KubeObject, objectOf, timestamp } from "./object.ts";
import { type Registry, read, type Target, type Writer } from "./registry.ts";
import { NAMESPACES, PODS } from "./resources.ts";

/** How an object is to be deleted; null: as is usual for its kind. */
export type DeleteOptions = {
  readonly graceS: number | null;
  readonly propagation: "Background" | "Foreground" | "Orphan" | null;
  readonly uid: string | null;
  readonly resourceVersion: string | null;
};

export const AT_ONCE: DeleteOptions = { graceS: 0, propagation: null, uid: null, resourceVersion: null };
export const AS_USUAL: DeleteOptions = { ...AT_ONCE, graceS: null };

const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

/**
 * Deletes an object, or begins to: a pod waits for its kubelet, a namespace for its contents, anything for its
 * finalizers. Answers it as it then is, and whether it is gone.
 * @throws ApiFault 404, 409 when a precondition does not hold
 */
export function removeObject(
  registry: Registry,
  target: Target,
  options: DeleteOptions,
  writer: Writer,
): { object: KubeObject; gone: boolean } {
  const { type } = target;
  const live = read(registry, target);
  checkPreconditions(target, live, options);
  const graceS = graceOf(target, live, options);
  const finalizers = finalizersOf(live, options);
  const waits = finalizers.length > 0 || (type === PODS && graceS > 0) || type === NAMESPACES;
  if (!waits) return { object: writer.dryRun ? live : registry.store.remove(type.key, live), gone: true };
  const { metadata } = live;
  const isSooner = metadata.deletionTimestamp === undefined || graceS < (metadata.deletionGracePeriodSeconds ?? 0);
  const unchanged = !isSooner && finalizers.length === (metadata.finalizers ?? []).length;
  if (unchanged || writer.dryRun) return { object: live, gone: false };
  const marked: KubeObject = {
    ...live,
    metadata: {
      ...metadata,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ...(isSooner
        ? { deletionTimestamp: timestamp(Date.now() + graceS * 1000), deletionGracePeriodSeconds: graceS }
        : {}),
    },
    ...(type === NAMESPACES ? { status: { ...objectOf(live.status), phase: "Terminating" } } : {}),
  };
  if (type === NAMESPACES) delete marked.metadata.deletionGracePeriodSeconds;
  return { object: registry.store.put(type.key, marked), gone: false };
}

/** A pod that runs nowhere, or no more, waits for nobody. */
function graceOf({ type }: Target, live: KubeObject, { graceS }: DeleteOptions): number {
  if (type !== PODS) return 0;
  const { spec, status } = asPod(live);
  if (!spec.nodeName || status.phase === "Succeeded" || status.phase === "Failed") return 0;
  const wanted = Math.max(0, graceS ?? spec.terminationGracePeriodSeconds ?? 30);
  const running = live.metadata.deletionGracePeriodSeconds;
  return running === undefined ? wanted : Math.min(running, graceS ?? running);
}

function finalizersOf({ metadata }: KubeObject, { propagation }: DeleteOptions): string[] {
  const finalizers = metadata.finalizers ?? [];
  const added = propagation === "Foreground" ? [FOREGROUND] : propagation === "Orphan" ? [ORPHAN] : [];
  return [...finalizers, ...added.filter((name) => !finalizers.includes(name))];
}

function checkPreconditions({ type, name }: Target, { metadata }: KubeObject, options: DeleteOptions): void {
  if (options.uid !== null && options.uid !== metadata.uid)
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${metadata.uid}`,
    );
  if (options.resourceVersion !== null && options.resourceVersion !== metadata.resourceVersion)
    throw conflict(
      type,
      name,
      `Precondition failed: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
    );
}

/**
 * Reads the options of a DELETE. As in the real server, a body makes the query's options unheard.
 * @throws ApiFault 400
 */
export function deleteOptions(query: URLSearchParams, body: JsonObject | null): DeleteOptions {
  const given = body ?? Object.fromEntries(query);
  const grace = given.gracePeriodSeconds;
  const graceS = grace === undefined || grace === null ? null : Number(grace);
  if (graceS !== null && !Number.isInteger(graceS))
    throw new ApiFault(400, "BadRequest", "gracePeriodSeconds must be an integer");
  const policy = given.propagationPolicy;
  const known = policy === "Background" || policy === "Foreground" || policy === "Orphan";
  const preconditions = isObject(given.preconditions) ? given.preconditions : {};
  const { uid, resourceVersion } = preconditions;
  return {
    graceS,
    propagation: known ? policy : given.orphanDependents === true ? "Orphan" : null,
    uid: typeof uid === "string" ? uid : null,
    resourceVersion: typeof resourceVersion === "string" ? resourceVersion : null,
  };
}
