import type { ServerResponse } from "node:http";
import { badRequest, expired, statusOf } from "./apiFault.ts";
import { parseVersion, selection, tooLarge } from "./list.ts";
import type { JsonObject, KubeObject } from "./object.ts";
import type { Registry } from "./registry.ts";
import type { ResourceType } from "./resources.ts";
import type { Change } from "./store.ts";

export type WatchType = "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";

/** How one event is written: plain, or as a row of a table. */
export type Written = (type: WatchType, object: JsonObject) => string;

export type WatchFaults = { readonly expireWatches?: boolean; readonly dropWatchesAfterEvents?: number };

const BOOKMARK_MS = 60_000;
const LONGEST_S = 3600;
/** A client that does not read loses its watch: what waits for it is held in memory. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;

/**
 * Streams changes, one JSON object a line, until the client goes, its time is over or the server closes. Without a
 * version (or with 0) it begins with everything there is.
 * @throws ApiFault 400, 504 before the stream begins
 */
export function watch(
  registry: Registry,
  type: ResourceType,
  namespace: string,
  query: URLSearchParams,
  response: ServerResponse,
  written: Written,
  faults: WatchFaults,
): void {
  const { store } = registry;
  const matches = selection(type, query);
  const isWanted = (object: KubeObject) =>
    (namespace === "" || object.metadata.namespace === namespace) && matches(object);
  const asked = query.get("resourceVersion") ?? "";
  const initial = query.get("sendInitialEvents") === "true";
  const bookmarks = query.get("allowWatchBookmarks") === "true";
  if (initial && query.get("resourceVersionMatch") !== "NotOlderThan")
    throw badRequest("resourceVersionMatch must be NotOlderThan when sendInitialEvents is set");
  const from = asked === "" ? 0 : parseVersion(asked);
  if (from > store.version()) throw tooLarge(from, store.version());
  const everything = initial || from === 0;
  const missed = everything ? [] : faults.expireWatches ? null : store.changesSince(from);

  response.writeHead(200, { "content-type": "application/json", "transfer-encoding": "chunked" });
  response.flushHeaders();
  if (missed === null) {
    const fault = expired(`too old resource version: ${from} (${store.version()})`);
    response.end(`${JSON.stringify({ type: "ERROR", object: statusOf(fault) })}\n`);
    return;
  }
  let sent = 0;
  const send = (kind: WatchType, object: JsonObject) => {
    if (response.writableEnded) return;
    response.write(written(kind, object));
    sent++;
    const drop = faults.dropWatchesAfterEvents;
    if (response.writableLength > MOST_UNREAD_BYTES || (drop !== undefined && sent > drop)) response.destroy();
  };
  const bookmark = (annotations?: Record<string, string>) =>
    send("BOOKMARK", bookmarkOf(type, store.version(), annotations));
  const follow = (change: Change) => {
    if (change.resource !== type.key) return;
    const kind = seenAs(change, isWanted);
    if (kind !== null) send(kind, kind === "DELETED" ? lastSeen(change) : change.object);
  };

  response.cork();
  if (everything)
    for (const object of store.list(type.key, namespace || undefined)) if (matches(object)) send("ADDED", object);
  for (const change of missed) follow(change);
  if (initial && bookmarks) bookmark({ "k8s.io/initial-events-end": "true" });
  response.uncork();

  const unsubscribe = store.subscribe(follow);
  const ticking = bookmarks ? setInterval(bookmark, BOOKMARK_MS) : undefined;
  const timeoutS = Number(query.get("timeoutSeconds") ?? 0);
  const ending = setTimeout(
    () => {
      if (bookmarks) bookmark();
      response.end();
    },
    (timeoutS > 0 ? Math.min(timeoutS, LONGEST_S) : LONGEST_S) * 1000,
  );
  response.once("close", () => {
    unsubscribe();
    clearInterval(ticking);
    clearTimeout(ending);
  });
}

/** What a change means to somebody who sees a selection only; null: nothing. */
function seenAs(change: Change, isWanted: (object: KubeObject) => boolean): "ADDED" | "MODIFIED" | "DELETED" | null {
  const before = change.previous !== null && isWanted(change.previous);
  if (change.type === "DELETED") return before ? "DELETED" : null;
  const after = isWanted(change.object);
  if (after) return before ? "MODIFIED" : "ADDED";
  return before ? "DELETED" : null;
}

/** What left the selection, as it was while it belonged to it, at the version at which it left. */
function lastSeen({ type, object, previous }: Change): KubeObject {
  if (type === "DELETED" || previous === null) return object;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion: object.metadata.resourceVersion } };
}

function bookmarkOf(type: ResourceType, version: number, annotations?: Record<string, string>): JsonObject {
  const { apiVersion, kind } = type;
  const marks = annotations === undefined ? {} : { annotations };
  return { apiVersion, kind, metadata: { resourceVersion: String(version), creationTimestamp: null, ...marks } };
}
