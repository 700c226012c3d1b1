import { asNode, asPod, type Condition, type Pod } from "../apiserver/kinds.ts";
import { type KubeObject, timestamp } from "../apiserver/object.ts";
import { type Registry, targetOf, type Writer } from "../apiserver/registry.ts";
import { NODES, PODS } from "../apiserver/resources.ts";
import type { Change } from "../apiserver/store.ts";
import { bindPod } from "../apiserver/subresources.ts";
import { updateObject } from "../apiserver/update.ts";
import { SYSTEM } from "../apiserver/user.ts";
import { recordEvent } from "../controllers/events.ts";
import { type Controller, follow } from "../controllers/follow.ts";
import { decide, type Room } from "./decide.ts";
import { usedBy } from "./needs.ts";

const SCHEDULER: Writer = { user: SYSTEM, manager: "kube-scheduler" };
const component = "default-scheduler";

/** Puts waiting pods on nodes, oldest first, whenever a pod or a node changed in a way that may matter. */
export function schedulePods(registry: Registry): Controller {
  const { store } = registry;
  return follow(registry, matters, () => {
    const pods = store.list(PODS.key);
    const waiting = pods.filter(isWaiting).sort(byAge);
    if (waiting.length === 0) return;
    const placed = Map.groupBy(pods.map(asPod), ({ spec }) => spec.nodeName ?? "");
    for (const object of waiting) {
      const rooms: Room[] = store.list(NODES.key).map((node) => ({
        node: asNode(node),
        used: usedBy(placed.get(node.metadata.name) ?? []),
      }));
      const decision = decide(asPod(object), rooms);
      if (decision.node === null) refuse(registry, object, decision.message);
      else place(registry, object, decision.node, placed);
    }
  });
}

/** One key: all waiting pods are looked at together. Renewed statuses of nodes are not worth a look. */
function matters({ resource, type, object, previous }: Change): string[] {
  const again = ["pods"];
  if (resource === PODS.key) {
    const gone = type === "DELETED" || asPod(object).status.phase !== (previous && asPod(previous).status.phase);
    return isWaiting(object) || gone ? again : [];
  }
  if (resource !== NODES.key) return [];
  const look = (node: KubeObject | null) =>
    node && JSON.stringify([node.metadata.labels, asNode(node).spec, asNode(node).status?.allocatable]);
  return type === "MODIFIED" && look(object) === look(previous) ? [] : again;
}

function isWaiting(object: KubeObject): boolean {
  const { spec, metadata, status } = asPod(object);
  return (
    !spec.nodeName &&
    metadata.deletionTimestamp === undefined &&
    (spec.schedulerName ?? component) === component &&
    status.phase === "Pending"
  );
}

function byAge(a: KubeObject, b: KubeObject): number {
  const [first, second] = [a.metadata, b.metadata];
  return first.creationTimestamp < second.creationTimestamp
    ? -1
    : Number(first.creationTimestamp > second.creationTimestamp);
}

function place(registry: Registry, object: KubeObject, nodeName: string, placed: Map<string, Pod[]>): void {
  const { name, namespace = "" } = object.metadata;
  const bound = asPod(bindPod(registry, namespace, name, nodeName, SCHEDULER));
  placed.set(nodeName, [...(placed.get(nodeName) ?? []), bound]);
  const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
  recordEvent(registry, object, { type: "Normal", reason: "Scheduled", message, component });
}

/** Said once, until it is another reason. */
function refuse(registry: Registry, object: KubeObject, message: string): void {
  const conditions = asPod(object).status.conditions ?? [];
  const before = conditions.find(({ type }) => type === "PodScheduled");
  if (before?.message === message && before.status === "False") return;
  const condition: Condition = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message,
    lastProbeTime: null,
    lastTransitionTime: before?.status === "False" ? (before.lastTransitionTime ?? timestamp()) : timestamp(),
  };
  const others = (live: KubeObject) =>
    (asPod(live).status.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const told = (live: KubeObject) => ({
    ...live,
    status: { ...asPod(live).status, conditions: [...others(live), condition] },
  });
  updateObject(registry, targetOf(PODS, object), "status", told, SCHEDULER);
  recordEvent(registry, object, { type: "Warning", reason: "FailedScheduling", message, component });
}
