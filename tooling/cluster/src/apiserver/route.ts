import { noSuchResource } from "./apiFault.ts";
import { RESOURCES, type ResourceType } from "./resources.ts";

/** What a path below /api/v1 or /apis speaks of; the type is null for resources that are not stored. */
export type Route = {
  readonly group: string;
  readonly resource: string;
  readonly type: ResourceType | null;
  /** "" for all namespaces, and for resources without. */
  readonly namespace: string;
  /** "" for the collection. */
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource; the kubelet's business. */
  readonly rest: string;
};

const byPath = new Map(RESOURCES.map((type) => [`${type.group}/${type.version}/${type.plural}`, type]));

/** Null: not a path of resources. @throws ApiFault 404 for resources that do not exist */
export function routeOf(path: string): Route | null {
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(decode);
  const [root, ...more] = segments;
  const [group, version, ...inner] = root === "api" ? ["", ...more] : root === "apis" ? more : [];
  if (group === undefined || version === undefined || inner.length === 0) return null;
  const [space, ofSpace = "", sub, ...below] = inner;
  const isScoped = space === "namespaces" && sub !== undefined && sub !== "status" && sub !== "finalize";
  const [resource = "", name = "", subresource = "", ...rest] = isScoped ? [sub, ...below] : inner;
  const type = byPath.get(`${group}/${version}/${resource}`) ?? null;
  if (type !== null && isScoped && !type.namespaced) throw noSuchResource();
  if (type?.namespaced === true && !isScoped && name !== "") throw noSuchResource();
  return { group, resource, type, namespace: isScoped ? ofSpace : "", name, subresource, rest: rest.join("/") };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw noSuchResource();
  }
}
