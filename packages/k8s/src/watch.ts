import { setTimeout as sleep } from "node:timers/promises";
import { monotonicMs } from "@worldland/core/time";
import type { Api } from "./api.ts";
import { ClusterFault, faultCodeOf, type StatusAnswer } from "./fault.ts";

/** What every object has that is listed and watched. */
export type Listed = { readonly metadata?: { readonly resourceVersion?: string; readonly name?: string } };

export type WatchTarget<T extends Listed> = {
  /** Path of the collection, e.g. `/api/v1/pods`. */
  readonly path: string;
  readonly labelSelector?: string;
  /** Everything there is: at the start, and whenever the thread of changes was lost. */
  readonly onList: (items: readonly T[]) => void;
  readonly onChange: (object: T) => void;
  readonly onDelete: (object: T) => void;
  /** Told of every break that was mended by listing again. */
  readonly onTrouble?: ((fault: ClusterFault) => void) | undefined;
};

export const WATCH_TIMING = {
  /** The server is asked to end a watch after this long; it is then resumed where it ended. */
  serverS: 60,
  /** A connection that said nothing for longer than the server's end is dead. */
  idleMs: 75_000,
  /** The truth is listed anew this often, whatever the watch said. */
  relistMs: 300_000,
  backOffMs: { first: 100, most: 10_000 },
} as const;

type WatchEvent<T> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; readonly object: T }
  | { readonly type: "ERROR"; readonly object: StatusAnswer & { readonly code?: number } };

/**
 * Lists, then follows the changes, until the signal ends it; then it resolves. An orderly end is resumed at its
 * resource version; 410, errors and broken connections are answered by listing again, with growing pauses while that
 * fails. Faults never end it; what a callback throws does.
 */
export async function listAndWatch<T extends Listed>(
  api: Api,
  target: WatchTarget<T>,
  signal: AbortSignal,
): Promise<void> {
  let version: string | null = null;
  let listedAt = 0;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (version === null || monotonicMs() - listedAt > WATCH_TIMING.relistMs) {
        version = await list(api, target, signal);
        listedAt = monotonicMs();
      }
      if (signal.aborted) return;
      version = await follow(api, target, version, signal, () => {
        failures = 0;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ClusterFault)) throw error;
      target.onTrouble?.(error);
      version = null;
      // A version that grew too old is the ordinary way to lose the thread: list again at once, the first time.
      if (error.code !== "expired" || failures > 0) await pause(failures, signal);
      failures++;
    }
  }
}

async function list<T extends Listed>(api: Api, target: WatchTarget<T>, signal: AbortSignal): Promise<string> {
  const { body } = await api.call<{ items?: T[]; metadata?: { resourceVersion?: string } }>(
    { method: "GET", path: target.path, query: selectorOf(target) },
    signal,
  );
  target.onList(body.items ?? []);
  return body.metadata?.resourceVersion ?? "";
}

/** One watch connection from a version on. Answers the version at its orderly end. */
async function follow<T extends Listed>(
  api: Api,
  target: WatchTarget<T>,
  from: string,
  signal: AbortSignal,
  onAlive: () => void,
): Promise<string> {
  let version = from;
  const query = {
    ...selectorOf(target),
    watch: "true",
    allowWatchBookmarks: "true",
    timeoutSeconds: `${WATCH_TIMING.serverS}`,
    resourceVersion: from,
  };
  const request = { method: "GET", path: target.path, query } as const;
  for await (const line of api.stream(request, { idleMs: WATCH_TIMING.idleMs, signal })) {
    const event = parseEvent<T>(line, target.path);
    if (event.type === "ERROR") {
      const { object } = event;
      throw new ClusterFault(faultCodeOf(object.code ?? 500, object), `WATCH ${target.path}`, {
        status: object.code ?? null,
        detail: object.message ?? null,
      });
    }
    onAlive();
    version = event.object.metadata?.resourceVersion ?? version;
    if (event.type === "DELETED") target.onDelete(event.object);
    else if (event.type !== "BOOKMARK") target.onChange(event.object);
  }
  onAlive();
  return version;
}

function parseEvent<T>(line: string, path: string): WatchEvent<T> {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new ClusterFault("unreachable", `WATCH ${path}`, { cause });
  }
}

function selectorOf(target: { labelSelector?: string }): Record<string, string> {
  return target.labelSelector === undefined ? {} : { labelSelector: target.labelSelector };
}

async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const { first, most } = WATCH_TIMING.backOffMs;
  await sleep(Math.min(most, first * 2 ** failures), undefined, { signal }).catch(() => undefined);
}
