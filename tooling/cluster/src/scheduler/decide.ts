import type { Node, NodeSelectorTerm, Pod, Taint, Toleration } from "../apiserver/kinds.ts";
import { amountOf, parseQuantity } from "../apiserver/quantity.ts";
import { type Needs, needsOf } from "./needs.ts";

/** A node and the pods that take room on it. */
export type Room = { readonly node: Node; readonly used: Needs };

export type Decision = { readonly node: string } | { readonly node: null; readonly message: string };

/** Where a pod goes: the fitting node with the most left over, by name among equals; or why it fits nowhere. */
export function decide(pod: Pod, rooms: readonly Room[]): Decision {
  if (rooms.length === 0) return { node: null, message: "no nodes available to schedule pods" };
  const needs = needsOf(pod);
  const judged = rooms.map((room) => ({ room, why: hindrances(pod, needs, room) }));
  const fitting = judged.filter(({ why }) => why.reasons.length === 0).map(({ room }) => room);
  if (fitting.length === 0) return { node: null, message: unschedulable(judged.map(({ why }) => why)) };
  const ranked = fitting
    .map((room) => ({ name: room.node.metadata.name, free: freeShare(room, needs) }))
    .sort((a, b) => b.free - a.free || (a.name < b.name ? -1 : 1));
  return { node: ranked[0]?.name ?? "" };
}

/** `final`: no pod's leaving would help. */
type Hindrance = { readonly reasons: readonly string[]; readonly final: boolean };

/** The first kind of hindrance counts, in the order in which the real scheduler's plugins look. */
function hindrances(pod: Pod, needs: Needs, { node, used }: Room): Hindrance {
  const { spec } = node;
  const tolerations = pod.spec.tolerations ?? [];
  if (spec?.unschedulable && !tolerates(tolerations, { key: UNSCHEDULABLE, effect: "NoSchedule" }))
    return { reasons: ["node(s) were unschedulable"], final: true };
  const taint = (spec?.taints ?? []).find(
    (one) => (one.effect === "NoSchedule" || one.effect === "NoExecute") && !tolerates(tolerations, one),
  );
  if (taint !== undefined)
    return { reasons: [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ""}}`], final: true };
  if (!matchesNode(pod, node)) return { reasons: ["node(s) didn't match Pod's node affinity/selector"], final: true };
  const allocatable = node.status?.allocatable ?? {};
  const lacking = [...needs].filter(
    ([name, amount]) => amount > 0n && amount + (used.get(name) ?? 0n) > amountOf(allocatable[name]),
  );
  const beyond = lacking.some(([name, amount]) => amount > amountOf(allocatable[name]));
  const reasons = lacking.map(([name]) => (name === "pods" ? "Too many pods" : `Insufficient ${name}`));
  return { reasons, final: beyond };
}

const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    ({ key, operator = "Equal", value = "", effect }) =>
      (!effect || effect === taint.effect) &&
      (key ? key === taint.key : operator === "Exists") &&
      (operator === "Exists" || value === (taint.value ?? "")),
  );
}

function matchesNode({ spec }: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return selected;
  return selected && required.nodeSelectorTerms.some((term) => matchesTerm(term, node, labels));
}

function matchesTerm(term: NodeSelectorTerm, node: Node, labels: Record<string, string>): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every(({ key, operator, values }) => matchesValue(labels[key], operator, values ?? [])) &&
    matchFields.every(
      ({ key, operator, values }) =>
        key === "metadata.name" && matchesValue(node.metadata.name, operator, values ?? []),
    )
  );
}

function matchesValue(found: string | undefined, operator: string, values: readonly string[]): boolean {
  const [bound = ""] = values;
  switch (operator) {
    case "In":
      return found !== undefined && values.includes(found);
    case "NotIn":
      return found === undefined || !values.includes(found);
    case "Exists":
      return found !== undefined;
    case "DoesNotExist":
      return found === undefined;
    case "Gt":
      return found !== undefined && Number(found) > Number(bound);
    case "Lt":
      return found !== undefined && Number(found) < Number(bound);
    default:
      return false;
  }
}

/** Mean share of cores and memory that would stay free, from 0 to 1. */
function freeShare({ node, used }: Room, needs: Needs): number {
  const shares = ["cpu", "memory"].map((name) => {
    const all = parseQuantity(node.status?.allocatable?.[name]) ?? 0n;
    if (all <= 0n) return 0;
    return Number(((all - (used.get(name) ?? 0n) - (needs.get(name) ?? 0n)) * 1_000_000n) / all) / 1_000_000;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** In the words of the real scheduler: how many nodes, why each of them not, and that no preemption would help. */
function unschedulable(why: readonly Hindrance[]): string {
  const counts = new Map<string, number>();
  for (const reason of why.flatMap(({ reasons }) => reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const said = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  const all = why.length;
  const final = why.filter((one) => one.final).length;
  const preemption = [
    ...(all - final > 0 ? [`${all - final} No preemption victims found for incoming pod`] : []),
    ...(final > 0 ? [`${final} Preemption is not helpful for scheduling`] : []),
  ];
  return `0/${all} nodes are available: ${said.join(", ")}. preemption: 0/${all} nodes are available: ${preemption.join(", ")}.`;
}
