import { setTimeout as sleep } from "node:timers/promises";
import { type Api, ApiError } from "./api.ts";

export type Named = { readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string } };

export type Followed<T> = {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Everything there is: first, and whenever the thread of changes was lost. */
  onList(items: readonly T[]): void;
  onChange(object: T): void;
  onDelete(object: T): void;
};

type WatchEvent<T> = {
  readonly type: string;
  readonly object: T & { readonly code?: number; readonly message?: string };
};

const SERVER_TIMEOUT_S = 50;
const IDLE_MS = 65_000;

/** Lists and then watches a collection until the signal ends it, whatever breaks in between. */
export async function follow<T extends Named>(api: Api, followed: Followed<T>, signal: AbortSignal): Promise<void> {
  let version = "";
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (version === "") version = await list(api, followed);
      if (signal.aborted) return;
      version = await watch(api, followed, version, signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      version = "";
      const pauseMs = error.status === 410 && failures === 0 ? 0 : Math.min(5_000, 50 * 2 ** failures);
      failures += 1;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function list<T extends Named>(api: Api, { path, query, onList }: Followed<T>): Promise<string> {
  const answer = await api.call<{ items?: T[]; metadata?: { resourceVersion?: string } }>({
    method: "GET",
    path,
    ...(query ? { query } : {}),
  });
  onList(answer.items ?? []);
  return answer.metadata?.resourceVersion ?? "";
}

/** One watch from a version on; answers the version at its orderly end. */
async function watch<T extends Named>(
  api: Api,
  { path, query, onChange, onDelete }: Followed<T>,
  from: string,
  signal: AbortSignal,
): Promise<string> {
  let version = from;
  const asked = { ...query, watch: "true", allowWatchBookmarks: "true", timeoutSeconds: String(SERVER_TIMEOUT_S) };
  const idle = new AbortController();
  let timer = setTimeout(() => idle.abort(), IDLE_MS);
  try {
    const either = AbortSignal.any([signal, idle.signal]);
    for await (const line of api.lines({ method: "GET", path, query: { ...asked, resourceVersion: from } }, either)) {
      clearTimeout(timer);
      timer = setTimeout(() => idle.abort(), IDLE_MS);
      const { type, object }: WatchEvent<T> = JSON.parse(line);
      if (type === "ERROR") throw new ApiError(object.code ?? 500, "Watch", object.message ?? "watch error");
      version = object.metadata?.resourceVersion ?? version;
      if (type === "DELETED") onDelete(object);
      else if (type !== "BOOKMARK") onChange(object);
    }
  } finally {
    clearTimeout(timer);
  }
  return version;
}
