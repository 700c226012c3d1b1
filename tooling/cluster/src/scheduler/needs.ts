import type { Container, Pod } from "../apiserver/kinds.ts";
import { amountOf } from "../apiserver/quantity.ts";

/** Amounts by resource name, in billionths of the unit. */
export type Needs = ReadonlyMap<string, bigint>;

const ONE_POD = 10n ** 9n;
const known = new WeakMap<Pod, Needs>();

/** What a pod takes of its node: its containers together, or its greediest init container if that is more. */
export function needsOf(pod: Pod): Needs {
  const found = known.get(pod);
  if (found !== undefined) return found;
  const needs = new Map<string, bigint>();
  for (const container of pod.spec.containers)
    for (const [name, amount] of requests(container)) add(needs, name, amount);
  for (const container of pod.spec.initContainers ?? [])
    for (const [name, amount] of requests(container)) if (amount > (needs.get(name) ?? 0n)) needs.set(name, amount);
  for (const [name, amount] of Object.entries(pod.spec.overhead ?? {})) add(needs, name, amountOf(amount));
  needs.set("pods", ONE_POD);
  known.set(pod, needs);
  return needs;
}

/** Sums what pods take; those that ended take nothing. */
export function usedBy(pods: readonly Pod[]): Needs {
  const used = new Map<string, bigint>();
  for (const pod of pods) {
    if (pod.status.phase === "Succeeded" || pod.status.phase === "Failed") continue;
    for (const [name, amount] of needsOf(pod)) add(used, name, amount);
  }
  return used;
}

function requests({ resources }: Container): [string, bigint][] {
  return Object.entries(resources?.requests ?? {}).map(([name, amount]) => [name, amountOf(amount)]);
}

function add(needs: Map<string, bigint>, name: string, amount: bigint): void {
  needs.set(name, (needs.get(name) ?? 0n) + amount);
}
