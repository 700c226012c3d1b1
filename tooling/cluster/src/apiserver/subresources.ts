import { badRequest, conflict } from "./apiFault.ts";
import { asPod, type Condition } from "./kinds.ts";
import { type JsonObject, type KubeObject, objectOf, timestamp } from "./object.ts";
import { type Registry, read, targetOf, type Writer } from "./registry.ts";
import { AS_USUAL, type DeleteOptions, deleteOptions, removeObject } from "./remove.ts";
import { PODS } from "./resources.ts";

/**
 * Puts a pod on a node, for good.
 * @throws ApiFault 404, 409 when it is on a node already or is being deleted
 */
export function bindPod(
  registry: Registry,
  namespace: string,
  name: string,
  nodeName: string,
  writer: Writer,
): KubeObject {
  const object = read(registry, { type: PODS, namespace, name });
  const pod = asPod(object);
  if (nodeName === "") throw badRequest("target.name is required");
  if (pod.spec.nodeName) throw conflict(PODS, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.metadata.deletionTimestamp !== undefined)
    throw conflict(PODS, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (writer.dryRun) return object;
  const scheduled: Condition = {
    type: "PodScheduled",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: timestamp(),
  };
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  return registry.store.put(PODS.key, {
    ...object,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, scheduled] },
  });
}

/** Deletes a pod as an eviction does; there are no disruption budgets here that could refuse it. */
export function evictPod(registry: Registry, namespace: string, name: string, body: JsonObject, writer: Writer): void {
  const object = read(registry, { type: PODS, namespace, name });
  const given = body.deleteOptions;
  const options: DeleteOptions = given === undefined ? AS_USUAL : deleteOptions(new URLSearchParams(), objectOf(given));
  removeObject(registry, targetOf(PODS, object), options, writer);
}
