import { applyPatch as applyJsonPatch, type Operation } from "rfc6902";
import { ApiFault, badRequest } from "./apiFault.ts";
import { type MergeRule, mergeRule } from "./mergeRules.ts";
import { cloneJson, isObject, type JsonObject, listOf, sameJson } from "./object.ts";

/** A JSON Patch (RFC 6902) on a copy. @throws ApiFault 400 for what is no patch, 422 where it does not fit. */
export function jsonPatched(object: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch) || !patch.every(isOperation)) throw badRequest("json patch must be a list of operations");
  const copy = cloneJson(object);
  const failure = applyJsonPatch(copy, patch).find((outcome) => outcome !== null);
  if (failure)
    throw new ApiFault(422, "Invalid", `the server rejected our request: ${failure.name}: ${failure.message}`);
  return copy;
}

function isOperation(value: unknown): value is Operation {
  if (!isObject(value) || typeof value.path !== "string" || typeof value.op !== "string") return false;
  if (value.op === "move" || value.op === "copy") return typeof value.from === "string";
  return value.op === "remove" || (["add", "replace", "test"].includes(value.op) && "value" in value);
}

/** A JSON merge patch (RFC 7386): null takes a field away, lists are replaced. */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatched(merged[key], value);
  }
  return merged;
}

/** A strategic merge patch, with the merge keys of the kinds served here and the `$` directives. */
export function strategicPatched(kind: string, object: JsonObject, patch: JsonObject): JsonObject {
  return mergeMap(kind, "", object, patch);
}

const SET_ORDER = "$setElementOrder/";
const DELETE_VALUES = "$deleteFromPrimitiveList/";

function mergeMap(kind: string, path: string, target: unknown, patch: JsonObject): JsonObject {
  if (patch.$patch === "replace") return without(patch, ["$patch"]);
  if (patch.$patch === "delete") return {};
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  const retained = Array.isArray(patch.$retainKeys) ? new Set<unknown>(patch.$retainKeys) : null;
  if (retained !== null) for (const key of Object.keys(merged)) if (!retained.has(key)) delete merged[key];
  for (const [key, value] of Object.entries(patch)) {
    const inside = path === "" ? key : `${path}.${key}`;
    if (key.startsWith(DELETE_VALUES)) {
      const field = key.slice(DELETE_VALUES.length);
      merged[field] = listOf(merged[field]).filter((item) => !listOf(value).includes(item));
    } else if (key.startsWith("$")) continue;
    else if (value === null) delete merged[key];
    else if (Array.isArray(value)) {
      const order = patch[`${SET_ORDER}${key}`];
      merged[key] = mergeList(kind, inside, listOf(merged[key]), value, Array.isArray(order) ? order : null);
    } else if (isObject(value)) merged[key] = mergeMap(kind, inside, merged[key], value);
    else merged[key] = value;
  }
  return reordered(kind, path, merged, patch);
}

function mergeList(
  kind: string,
  path: string,
  target: unknown[],
  patch: unknown[],
  order: unknown[] | null,
): unknown[] {
  const rule = mergeRule(kind, path);
  if (rule?.set) return [...target, ...patch.filter((item) => !target.includes(item))];
  const key = rule?.patchKey;
  if (key === undefined) return patch.map((item) => (isObject(item) ? mergeMap(kind, path, {}, item) : item));
  if (patch.some((item) => isObject(item) && item.$patch === "replace"))
    return patch.filter((item) => !(isObject(item) && "$patch" in item));
  let merged = [...target];
  for (const item of patch) {
    if (!isObject(item) || item[key] === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const at = merged.findIndex((other) => isObject(other) && sameJson(other[key], item[key]));
    if (item.$patch === "delete") merged = merged.filter((_, index) => index !== at);
    else if (at < 0) merged.push(mergeMap(kind, path, {}, item));
    else merged[at] = mergeMap(kind, path, merged[at], item);
  }
  return order === null ? merged : inOrder(merged, order, rule);
}

/** Orders given for lists that the patch itself does not change. */
function reordered(kind: string, path: string, merged: JsonObject, patch: JsonObject): JsonObject {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(SET_ORDER)) continue;
    const field = directive.slice(SET_ORDER.length);
    const items = merged[field];
    if (field in patch || !Array.isArray(items)) continue;
    merged[field] = inOrder(items, listOf(order), mergeRule(kind, path === "" ? field : `${path}.${field}`));
  }
  return merged;
}

/** Listed items in the listed order; the others behind them, as they were. */
function inOrder(items: unknown[], order: unknown[], rule: MergeRule | null): unknown[] {
  const key = rule?.patchKey;
  const nameOf = (item: unknown) => (key !== undefined && isObject(item) ? item[key] : item);
  const place = (item: unknown) => {
    const at = order.findIndex((entry) => sameJson(nameOf(entry), nameOf(item)));
    return at < 0 ? order.length : at;
  };
  return items
    .map((item, index) => ({ item, index, place: place(item) }))
    .sort((a, b) => a.place - b.place || a.index - b.index)
    .map(({ item }) => item);
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
