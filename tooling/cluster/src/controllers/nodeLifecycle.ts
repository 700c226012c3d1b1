import { asLease, asNode, asPod, type Condition, type Node, type Taint } from "../apiserver/kinds.ts";
import { type KubeObject, sameJson, timestamp } from "../apiserver/object.ts";
import { type Registry, targetOf } from "../apiserver/registry.ts";
import { AS_USUAL, removeObject } from "../apiserver/remove.ts";
import { LEASES, NODES, PODS } from "../apiserver/resources.ts";
import { NOT_READY } from "../apiserver/rules/smallKinds.ts";
import { updateObject } from "../apiserver/update.ts";
import { tolerates } from "../scheduler/decide.ts";
import { recordEvent } from "./events.ts";
import { CONTROLLERS, type Controller, every, follow } from "./follow.ts";

export type NodeTiming = {
  /** A node whose lease stays the same for longer than this is not heard of any more. */
  readonly graceMs: number;
  /** How often that is looked at. */
  readonly periodMs: number;
};

export const NODE_TIMING: NodeTiming = { graceMs: 40_000, periodMs: 5_000 };

const UNREACHABLE = "node.kubernetes.io/unreachable";
const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
const OURS = [NOT_READY, UNREACHABLE, UNSCHEDULABLE];

/**
 * Judges nodes by their leases as a real cluster does: unheard of for the grace, a node is Ready=Unknown and tainted,
 * its pods are not ready, and those that do not tolerate that are deleted. They stay until somebody forces it: nobody
 * is there to stop them.
 */
export function watchNodes(registry: Registry, timing: NodeTiming): Controller {
  const { store } = registry;
  const heard = new Map<string, { renewal: string; at: number }>();

  const judge = () => {
    const names = new Set<string>();
    for (const object of store.list(NODES.key)) {
      const { name } = object.metadata;
      names.add(name);
      const renewal = renewalOf(registry, object);
      const last = heard.get(name);
      if (last?.renewal !== renewal) heard.set(name, { renewal, at: performance.now() });
      else if (performance.now() - last.at > timing.graceMs) loseNode(registry, object);
    }
    for (const name of heard.keys()) if (!names.has(name)) heard.delete(name);
    evictIntolerant(registry);
  };
  judge();
  const tainting = follow(
    registry,
    ({ resource, object, type }) => (resource === NODES.key && type !== "DELETED" ? [object.metadata.name] : []),
    (name) => {
      const object = store.get(NODES.key, "", name);
      if (object !== null) taintByCondition(registry, object);
    },
  );
  const judging = every(timing.periodMs, judge);
  return {
    stop() {
      tainting.stop();
      judging.stop();
    },
  };
}

/** What changes while a node lives: its lease's time, and what it reports of itself. */
function renewalOf({ store }: Registry, object: KubeObject): string {
  const lease = store.get(LEASES.key, "kube-node-lease", object.metadata.name);
  const conditions = asNode(object).status?.conditions ?? [];
  const reported = conditions.map(({ lastHeartbeatTime }) => lastHeartbeatTime ?? "").join();
  return `${lease === null ? "" : asLease(lease).spec?.renewTime}|${reported}`;
}

function readyOf(node: Node): Condition | undefined {
  return node.status?.conditions?.find(({ type }) => type === "Ready");
}

function loseNode(registry: Registry, object: KubeObject): void {
  const ready = readyOf(asNode(object));
  if (ready?.status === "Unknown") return;
  const unknown = (condition: Condition): Condition => ({
    ...condition,
    status: "Unknown",
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
    lastTransitionTime: timestamp(),
  });
  const lost = (live: KubeObject) => {
    const { status = {} } = asNode(live);
    const conditions = status.conditions ?? [];
    const known: Condition[] = readyOf(asNode(live))
      ? conditions
      : [...conditions, { type: "Ready", status: "Unknown" }];
    return { ...live, status: { ...status, conditions: known.map(unknown) } };
  };
  const target = targetOf(NODES, object);
  updateObject(registry, target, "status", lost, CONTROLLERS);
  const message = `Node ${object.metadata.name} status is now: NodeNotReady`;
  recordEvent(registry, object, { type: "Normal", reason: "NodeNotReady", message, component: "node-controller" });
  for (const pod of podsOn(registry, object.metadata.name)) markNotReady(registry, pod);
}

function podsOn({ store }: Registry, node: string): KubeObject[] {
  return store.list(PODS.key).filter((object) => asPod(object).spec.nodeName === node);
}

function markNotReady(registry: Registry, pod: KubeObject): void {
  const notReady = (live: KubeObject) => {
    const { status } = asPod(live);
    const conditions = (status.conditions ?? []).map((condition) =>
      condition.type === "Ready" && condition.status === "True"
        ? { ...condition, status: "False" as const, lastTransitionTime: timestamp() }
        : condition,
    );
    return { ...live, status: { ...status, conditions } };
  };
  updateObject(registry, targetOf(PODS, pod), "status", notReady, CONTROLLERS);
}

/** Not ready, unreachable and cordoned are written as taints too, and taken away with what caused them. */
function taintByCondition(registry: Registry, object: KubeObject): void {
  const node = asNode(object);
  const ready = readyOf(node)?.status ?? "False";
  const wanted: Taint[] = [
    ...(ready === "False" ? both(NOT_READY, readyOf(node) !== undefined) : []),
    ...(ready === "Unknown" ? both(UNREACHABLE, true) : []),
    ...(node.spec?.unschedulable ? [{ key: UNSCHEDULABLE, effect: "NoSchedule" }] : []),
  ];
  const present = node.spec?.taints ?? [];
  const known = (taint: Taint) => present.find(({ key, effect }) => key === taint.key && effect === taint.effect);
  const stamp = (taint: Taint) => known(taint) ?? { ...taint, timeAdded: timestamp() };
  const taints = [...present.filter(({ key }) => !OURS.includes(key)), ...wanted.map(stamp)];
  const sort = (list: readonly Taint[]) => list.map((taint) => `${taint.key}:${taint.effect}`).sort();
  if (sameJson(sort(taints), sort(present))) return;
  updateObject(
    registry,
    targetOf(NODES, object),
    null,
    (live) => ({ ...live, spec: { ...asNode(live).spec, taints } }),
    CONTROLLERS,
  );
}

/** A node that never said it was ready takes no new pods; one that stopped saying so also loses those it has. */
function both(key: string, wasHeard: boolean): Taint[] {
  return [{ key, effect: "NoSchedule" }, ...(wasHeard ? [{ key, effect: "NoExecute" }] : [])];
}

function evictIntolerant(registry: Registry): void {
  const now = Date.now();
  for (const object of registry.store.list(NODES.key)) {
    const taints = (asNode(object).spec?.taints ?? []).filter(({ effect }) => effect === "NoExecute");
    if (taints.length === 0) continue;
    for (const pod of podsOn(registry, object.metadata.name))
      if (pod.metadata.deletionTimestamp === undefined && taints.some((taint) => isIntolerable(pod, taint, now)))
        removeObject(registry, targetOf(PODS, pod), AS_USUAL, CONTROLLERS);
  }
}

function isIntolerable(pod: KubeObject, taint: Taint, now: number): boolean {
  const bearing = (asPod(pod).spec.tolerations ?? []).filter((toleration) => tolerates([toleration], taint));
  if (bearing.length === 0) return true;
  const seconds = bearing.map(({ tolerationSeconds }) => tolerationSeconds ?? Number.POSITIVE_INFINITY);
  return now - Date.parse(taint.timeAdded ?? timestamp(now)) > Math.min(...seconds) * 1000;
}
