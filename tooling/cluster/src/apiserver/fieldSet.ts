import { type MergeRule, mergeRule } from "./mergeRules.ts";
import { isObject, type JsonObject, sameJson } from "./object.ts";

/** One step of a path as `FieldsV1` writes it: `f:name`, `k:{"name":"main"}`, `v:"value"`. */
export type Step = string;
/** Steps joined by a character that cannot be in them. */
export type FieldPath = string;
export type FieldSet = ReadonlySet<FieldPath>;

const JOINT = "\u0000";

export const stepsOf = (path: FieldPath): Step[] => path.split(JOINT);
export const pathOf = (steps: readonly Step[]): FieldPath => steps.join(JOINT);

/** What identifies an object or is the server's own: owned by nobody. */
const NEVER_OWNED = new Set(
  ["f:apiVersion", "f:kind", "f:metadata"].concat(
    [
      "name",
      "namespace",
      "generateName",
      "uid",
      "resourceVersion",
      "generation",
      "creationTimestamp",
      "deletionTimestamp",
      "deletionGracePeriodSeconds",
      "selfLink",
      "managedFields",
    ].map((field) => pathOf(["f:metadata", `f:${field}`])),
  ),
);

/** Every field that an object of a kind sets: leaves, whole lists and maps that merge as one, and items of lists. */
export function fieldsOf(kind: string, object: JsonObject): FieldSet {
  const found = new Set<FieldPath>();
  walk(kind, object, [], "", (steps) => found.add(pathOf(steps)));
  for (const path of found) if (NEVER_OWNED.has(path)) found.delete(path);
  return found;
}

/** Fields that the second object sets and the first does not, or otherwise. */
export function fieldsChanged(kind: string, before: JsonObject, after: JsonObject): FieldSet {
  const changed = new Set<FieldPath>();
  for (const path of fieldsOf(kind, after)) {
    const steps = stepsOf(path);
    const old = valueAt(before, steps);
    if (old === undefined || (!isItem(steps) && !sameJson(old, valueAt(after, steps)))) changed.add(path);
  }
  return changed;
}

/** Whether the path names an item of a keyed list, which is owned by being there and not by its value. */
export function isItem(steps: readonly Step[]): boolean {
  return /^[kv]:/.test(steps.at(-1) ?? "");
}

type Found = (steps: readonly Step[]) => void;

function walk(kind: string, value: unknown, steps: readonly Step[], path: string, found: Found): void {
  const rule = mergeRule(kind, path);
  if (Array.isArray(value) && value.length > 0 && (rule?.keys || rule?.set)) {
    for (const item of value) {
      const at = [...steps, stepOf(rule, item)];
      found(at);
      if (isObject(item))
        for (const [key, field] of Object.entries(item))
          walk(kind, field, [...at, `f:${key}`], `${path}.${key}`, found);
    }
    return;
  }
  if (!isObject(value) || rule?.atomic || (Object.keys(value).length === 0 && steps.length > 0)) {
    if (value !== undefined && value !== null) found(steps);
    return;
  }
  for (const [key, field] of Object.entries(value))
    walk(kind, field, [...steps, `f:${key}`], path === "" ? key : `${path}.${key}`, found);
}

/** How an item of a keyed list or of a set is named in a path. */
export function stepOf(rule: MergeRule, item: unknown): Step {
  if (rule.keys === undefined || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const named = rule.keys.map((key) => [key, item[key] ?? rule.keyDefaults?.[key]]);
  return `k:${JSON.stringify(Object.fromEntries(named.sort()))}`;
}

/** Whether an item of a list is the one that a `k:` or `v:` step names. */
function isNamed(item: unknown, step: Step): boolean {
  const name: unknown = JSON.parse(step.slice(2));
  if (step.startsWith("v:")) return sameJson(item, name);
  if (!isObject(item) || !isObject(name)) return false;
  // A key that was left out has the default, and the only default key there is is the protocol.
  return Object.entries(name).every(([key, value]) =>
    sameJson(item[key] ?? (key === "protocol" ? "TCP" : undefined), value),
  );
}

/** The value at a path; undefined: there is none. */
export function valueAt(value: unknown, steps: readonly Step[]): unknown {
  let at = value;
  for (const step of steps) {
    if (step.startsWith("f:")) at = isObject(at) ? at[step.slice(2)] : undefined;
    else at = Array.isArray(at) ? at.find((item) => isNamed(item, step)) : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

/** A copy without what is at the path; maps and lists that are empty by that go too. */
export function removedAt(value: unknown, steps: readonly Step[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return undefined;
  if (step.startsWith("f:")) {
    if (!isObject(value)) return value;
    const { [step.slice(2)]: inner, ...others } = value;
    if (inner === undefined) return value;
    const left = removedAt(inner, rest);
    if (left !== undefined) return { ...value, [step.slice(2)]: left };
    return Object.keys(others).length === 0 ? undefined : others;
  }
  if (!Array.isArray(value)) return value;
  const left = value
    .map((item) => (isNamed(item, step) ? removedAt(item, rest) : item))
    .filter((item) => item !== undefined);
  return left.length === 0 ? undefined : left;
}

/** The set as `FieldsV1`. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const root: JsonObject = {};
  for (const path of [...set].sort()) {
    let at = root;
    const steps = stepsOf(path);
    for (const step of steps) {
      const inner = at[step];
      const next: JsonObject = isObject(inner) ? inner : {};
      at[step] = next;
      at = next;
    }
    if (isItem(steps)) at["."] = {};
  }
  return root;
}

export function fromFieldsV1(fields: JsonObject, steps: readonly Step[] = []): FieldSet {
  const found = new Set<FieldPath>();
  for (const [step, inner] of Object.entries(fields)) {
    if (step === ".") found.add(pathOf(steps));
    else if (!isObject(inner) || Object.keys(inner).length === 0) found.add(pathOf([...steps, step]));
    else for (const path of fromFieldsV1(inner, [...steps, step])) found.add(path);
  }
  return found;
}
