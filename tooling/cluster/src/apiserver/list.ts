import { randomUUID } from "node:crypto";
import { ApiFault, badRequest, expired } from "./apiFault.ts";
import type { KubeObject } from "./object.ts";
import type { Registry } from "./registry.ts";
import { type ResourceType, selectableFields } from "./resources.ts";
import { fieldSelector, labelSelector, type Matches } from "./selectors.ts";

export type Page = {
  readonly items: readonly KubeObject[];
  readonly version: string;
  /** Token of the next page; null: this was the last. */
  readonly next: string | null;
  readonly remaining: number;
};

type Rest = { readonly items: readonly KubeObject[]; readonly version: string };

/** The pages still to be asked for, each as the objects were when the first was answered. */
export type Pages = Map<string, Rest>;

const MOST_PAGES = 200;

/** A label and a field selector, as one. @throws ApiFault 400 */
export function selection(type: ResourceType, query: URLSearchParams): Matches {
  const labels = labelSelector(query.get("labelSelector") ?? "");
  const fields = fieldSelector(query.get("fieldSelector") ?? "", (object) => selectableFields(type, object));
  // A field nobody knows is refused also where there is nothing to compare it with.
  fields(BLANK);
  return (object) => labels(object) && fields(object);
}

const BLANK: KubeObject = {
  apiVersion: "",
  kind: "",
  metadata: { name: "", namespace: "", uid: "", resourceVersion: "", creationTimestamp: "" },
};

/** @throws ApiFault 400, 410 for a page that is remembered no more, 504 for a version that is not there yet */
export function listPage(
  { store }: Registry,
  pages: Pages,
  type: ResourceType,
  namespace: string,
  query: URLSearchParams,
): Page {
  const token = query.get("continue");
  if (token) {
    const rest = pages.get(token);
    if (rest === undefined)
      throw expired("The provided continue parameter is too old to display a consistent list result.");
    pages.delete(token);
    return paged(pages, rest, query);
  }
  checkVersion(query.get("resourceVersion"), query.get("resourceVersionMatch"), store.version());
  const matches = selection(type, query);
  const objects = store.list(type.key, type.namespaced && namespace !== "" ? namespace : undefined);
  return paged(pages, { items: objects.filter(matches), version: String(store.version()) }, query);
}

function paged(pages: Pages, { items, version }: Rest, query: URLSearchParams): Page {
  const limit = Number(query.get("limit") ?? 0);
  if (!(limit > 0) || items.length <= limit) return { items, version, next: null, remaining: 0 };
  const next = randomUUID();
  pages.set(next, { items: items.slice(limit), version });
  const oldest = pages.keys().next().value;
  if (pages.size > MOST_PAGES && oldest !== undefined) pages.delete(oldest);
  return { items: items.slice(0, limit), version, next, remaining: items.length - limit };
}

function checkVersion(asked: string | null, match: string | null, current: number): void {
  if (asked === null || asked === "" || asked === "0") return;
  const version = parseVersion(asked);
  if (version > current) throw tooLarge(version, current);
  if (match === "Exact" && version !== current)
    throw expired(`The provided resource version is too old: ${version} (${current})`);
}

/** @throws ApiFault 400 */
export function parseVersion(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw badRequest(`Invalid value: ${JSON.stringify(text)}: resource version must be a number`);
  return Number(text);
}

export function tooLarge(version: number, current: number): ApiFault {
  const cause = { reason: "ResourceVersionTooLarge", message: "Too large resource version" };
  return new ApiFault(504, "Timeout", `Timeout: Too large resource version: ${version}, current: ${current}`, {
    retryAfterSeconds: 1,
    causes: [cause],
  });
}
