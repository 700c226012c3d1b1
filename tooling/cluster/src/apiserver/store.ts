import type { Journal } from "./journal.ts";
import type { KubeObject } from "./object.ts";

/** One write. Versions of successive changes are successive numbers. */
export type Change = {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** Storage key of the resource type. */
  readonly resource: string;
  /** As it is now; a deleted object as it last was, at the version of its deletion. */
  readonly object: KubeObject;
  readonly previous: KubeObject | null;
};

/** All objects, one counter of versions, and the last changes, from which watches are resumed. */
export type Store = {
  version(): number;
  /** The namespace is "" for resources without one. */
  get(resource: string, namespace: string, name: string): KubeObject | null;
  /** In order of namespace and name. All namespaces unless one is given. */
  list(resource: string, namespace?: string): KubeObject[];
  /** Writes the object at the next version and answers it as stored. */
  put(resource: string, object: KubeObject): KubeObject;
  remove(resource: string, object: KubeObject): KubeObject;
  /** Null: not all of them are remembered any more. */
  changesSince(version: number): readonly Change[] | null;
  /** Called right after every write, while it still runs: do not write from inside. */
  subscribe(listener: (change: Change) => void): () => void;
  /** Forgets the changes, as if many more had been made: older watches cannot be resumed. */
  forgetChanges(): void;
  close(): void;
};

/** @param window how many changes at least are remembered */
export function openStore(journal: Journal | null, window = 10_000): Store {
  const spaces = new Map<string, Map<string, Map<string, KubeObject>>>();
  const listeners = new Set<(change: Change) => void>();
  let version = journal?.version ?? 1;
  let changes: Change[] = [];
  let forgottenUpTo = version;

  const space = (resource: string, namespace: string) => {
    const namespaces = within(spaces, resource, () => new Map<string, Map<string, KubeObject>>());
    return within(namespaces, namespace, () => new Map<string, KubeObject>());
  };
  const place = (resource: string, object: KubeObject) =>
    space(resource, object.metadata.namespace ?? "").set(object.metadata.name, object);
  const all = () =>
    [...spaces].flatMap(([resource, namespaces]) =>
      [...namespaces.values()].flatMap((objects) => [...objects.values()].map((object) => ({ resource, object }))),
    );
  for (const { resource, object } of journal?.objects ?? []) place(resource, object);

  const record = (change: Change) => {
    changes.push(change);
    if (changes.length > 2 * window) {
      changes = changes.slice(-window);
      forgottenUpTo = (changes[0]?.version ?? version + 1) - 1;
    }
    journal?.append(change, all);
    for (const listener of listeners) listener(change);
  };
  const next = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(++version) },
  });

  return {
    version: () => version,
    get: (resource, namespace, name) => spaces.get(resource)?.get(namespace)?.get(name) ?? null,
    list(resource, namespace) {
      const namespaces = spaces.get(resource);
      if (namespaces === undefined) return [];
      if (namespace !== undefined) return sorted(namespaces.get(namespace)?.values() ?? []);
      return [...namespaces.keys()].sort().flatMap((name) => sorted(namespaces.get(name)?.values() ?? []));
    },
    put(resource, object) {
      const previous = space(resource, object.metadata.namespace ?? "").get(object.metadata.name) ?? null;
      const stored = next(object);
      place(resource, stored);
      record({ version, type: previous === null ? "ADDED" : "MODIFIED", resource, object: stored, previous });
      return stored;
    },
    remove(resource, object) {
      const objects = space(resource, object.metadata.namespace ?? "");
      const previous = objects.get(object.metadata.name) ?? object;
      const last = next(object);
      objects.delete(object.metadata.name);
      record({ version, type: "DELETED", resource, object: last, previous });
      return last;
    },
    changesSince: (from) => (from < forgottenUpTo ? null : changes.slice(Math.max(0, from - forgottenUpTo))),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    forgetChanges() {
      changes = [];
      forgottenUpTo = version;
    },
    close: () => journal?.close(),
  };
}

function within<V>(map: Map<string, V>, key: string, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function sorted(objects: Iterable<KubeObject>): KubeObject[] {
  return [...objects].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
