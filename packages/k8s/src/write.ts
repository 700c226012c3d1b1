import type { Api, ApiRequest } from "./api.ts";
import { ClusterFault, type ClusterFaultCode } from "./fault.ts";

/** Under this name the API server notes which fields are ours. */
export const FIELD_MANAGER = "worldland";

/** Server-side apply: the object is made, or our fields of it are brought to what is said. Answers it as it is now. */
export async function applyObject<T extends object>(api: Api, path: string, object: T): Promise<T> {
  const query = { fieldManager: FIELD_MANAGER, force: "true" };
  const request: ApiRequest = {
    method: "PATCH",
    path,
    query,
    body: object,
    contentType: "application/apply-patch+yaml",
  };
  return (await api.call<T>(request)).body;
}

/** Makes an object that never changes afterwards. Answers null when it is there already. */
export async function createObject<T extends object>(api: Api, path: string, object: T): Promise<T | null> {
  const made = api.call<T>({ method: "POST", path, query: { fieldManager: FIELD_MANAGER }, body: object });
  return (await unless("already_exists", made))?.body ?? null;
}

/** Null: there is none. */
export async function readObject<T>(api: Api, path: string): Promise<T | null> {
  return (await unless("not_found", api.call<T>({ method: "GET", path })))?.body ?? null;
}

type DeleteOptions = {
  readonly gracePeriodSeconds?: number;
  /** Only this very object, else fault `conflict`. */
  readonly preconditions?: { readonly uid: string };
};

/** Asks for an object's end. False: there was none. Its body has the grace, for the query's is ignored beside one. */
export async function deleteObject(api: Api, path: string, options: DeleteOptions = {}): Promise<boolean> {
  const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background", ...options };
  return (await unless("not_found", api.call({ method: "DELETE", path, body }))) !== null;
}

/** Merges into an object; with a version of it, only into that one (else fault `conflict`). */
export async function mergeInto(api: Api, path: string, change: object, resourceVersion?: string): Promise<void> {
  const body = resourceVersion === undefined ? change : withVersion(change, resourceVersion);
  const query = { fieldManager: FIELD_MANAGER };
  await api.call({ method: "PATCH", path, query, body, contentType: "application/merge-patch+json" });
}

function withVersion(change: { metadata?: object }, resourceVersion: string): object {
  return { ...change, metadata: { ...change.metadata, resourceVersion } };
}

/** Null where it ends with that fault. */
export async function unless<T>(code: ClusterFaultCode, call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ClusterFault && error.code === code) return null;
    throw error;
  }
}
