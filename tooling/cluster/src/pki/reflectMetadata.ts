/**
 * `Reflect.getMetadata` and its kin, as far as tsyringe (below @peculiar/x509) calls them. x509 refuses to load where
 * they are missing, so this module is imported before it; where a real polyfill is loaded already, it stays.
 */
type Metadata = Map<unknown, unknown>;
const kept = new WeakMap<object, Metadata>();

function getOwnMetadata(key: unknown, target: object): unknown {
  return kept.get(target)?.get(key);
}

function getMetadata(key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
    const own = kept.get(at);
    if (own?.has(key)) return own.get(key);
  }
  return undefined;
}

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const own: Metadata = kept.get(target) ?? new Map();
  kept.set(target, own.set(key, value));
}

const reflection: object = Reflect;
if (!("getMetadata" in reflection)) Object.assign(reflection, { getMetadata, getOwnMetadata, defineMetadata });
