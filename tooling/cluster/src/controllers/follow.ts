import { ApiFault } from "../apiserver/apiFault.ts";
import type { KubeObject } from "../apiserver/object.ts";
import type { Registry, Writer } from "../apiserver/registry.ts";
import { RESOURCES } from "../apiserver/resources.ts";
import type { Change } from "../apiserver/store.ts";
import { SYSTEM } from "../apiserver/user.ts";

/** Something that keeps working until it is stopped. */
export type Controller = { stop(): void };

export const CONTROLLERS: Writer = { user: SYSTEM, manager: "kube-controller-manager" };

const RETRY_MS = 100;

/**
 * Calls `reconcile` for every key that a change concerns, soon after it and never within it; once for all there is at
 * the start. A key whose reconciliation met a refusal (somebody wrote in between) is tried again.
 */
export function follow(
  registry: Registry,
  keysOf: (change: Change) => readonly string[],
  reconcile: (key: string) => void | Promise<void>,
): Controller {
  const waiting = new Set<string>();
  let planned: NodeJS.Immediate | null = null;
  let stopped = false;
  const timers = new Set<NodeJS.Timeout>();

  const enqueue = (keys: readonly string[]) => {
    for (const key of keys) waiting.add(key);
    if (waiting.size > 0 && planned === null && !stopped) planned = setImmediate(run);
  };
  const run = async () => {
    for (const key of waiting) {
      if (stopped) return;
      waiting.delete(key);
      try {
        await reconcile(key);
      } catch (error) {
        if (!(error instanceof ApiFault)) throw error;
        retry(key);
      }
    }
    planned = null;
  };
  const retry = (key: string) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      enqueue([key]);
    }, RETRY_MS);
    timers.add(timer);
  };

  for (const change of everything(registry)) enqueue(keysOf(change));
  const unsubscribe = registry.store.subscribe((change) => enqueue(keysOf(change)));
  return {
    stop() {
      stopped = true;
      unsubscribe();
      if (planned !== null) clearImmediate(planned);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** All objects, as if they had just been added. */
function everything({ store }: Registry): Change[] {
  const asAdded = (resource: string) => (object: KubeObject) =>
    ({ version: 0, type: "ADDED", resource, object, previous: null }) as const;
  return RESOURCES.flatMap(({ key }) => store.list(key).map(asAdded(key)));
}

/** Calls again and again, first after one period. */
export function every(ms: number, tick: () => void): Controller {
  const timer = setInterval(tick, ms);
  return { stop: () => clearInterval(timer) };
}
