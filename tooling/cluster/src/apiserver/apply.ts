import { ApiFault } from "./apiFault.ts";
import {
  type FieldPath,
  type FieldSet,
  fieldsOf,
  isItem,
  pathOf,
  removedAt,
  type Step,
  stepOf,
  stepsOf,
  valueAt,
} from "./fieldSet.ts";
import { type Manager, type Owned, ownedBy, ownersOf, withOwned } from "./managedFields.ts";
import { mergeRule } from "./mergeRules.ts";
import { isObject, type JsonObject, type KubeObject, type ManagedFields, sameJson } from "./object.ts";

export type Applied = { readonly object: JsonObject; readonly managedFields: ManagedFields[] };

/**
 * Server-side apply: what the manager states is merged into the live object, what it stated last time and no longer
 * does is taken away unless others own it too.
 * @param live null: there is no such object yet
 * @throws ApiFault 409 with one `FieldManagerConflict` for each field that another manager owns and has otherwise
 */
export function applied(
  kind: string,
  live: KubeObject | null,
  stated: JsonObject,
  manager: Manager,
  force: boolean,
): Applied {
  const statement = withoutNulls(stated);
  const fields = fieldsOf(kind, statement);
  if (live === null) return { object: statement, managedFields: withOwned([], manager, fields) };
  const owners = ownersOf(live.metadata.managedFields ?? []);
  const own = ownedBy(owners, manager);
  const others = owners.filter((owner) => owner !== own);
  const conflicts = conflictsOf(live, statement, fields, others);
  if (conflicts.length > 0 && !force) throw conflictFault(conflicts);

  const merged = mergeStated(kind, "", live, statement);
  const object = pruned(merged, difference(own?.fields ?? new Set(), fields), others);
  const lost = new Set(conflicts.map(({ path }) => path));
  const entries = owners.map((owner) => (owner === own ? owner : { ...owner, fields: difference(owner.fields, lost) }));
  return { object: isObject(object) ? object : {}, managedFields: withOwned(entries, manager, fields) };
}

type Conflict = { readonly owner: Owned; readonly path: FieldPath };

function conflictsOf(live: KubeObject, stated: JsonObject, fields: FieldSet, others: readonly Owned[]): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const path of fields) {
    const steps = stepsOf(path);
    if (isItem(steps) || sameJson(valueAt(live, steps), valueAt(stated, steps))) continue;
    for (const owner of others) if (owner.fields.has(path)) conflicts.push({ owner, path });
  }
  return conflicts;
}

function conflictFault(conflicts: readonly Conflict[]): ApiFault {
  const causes = conflicts.map(({ owner, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${JSON.stringify(owner.entry.manager)}${
      owner.entry.subresource === undefined ? "" : ` with subresource ${JSON.stringify(owner.entry.subresource)}`
    } using ${owner.entry.apiVersion}`,
    field: stepsOf(path).map(readable).join(""),
  }));
  const count = `${causes.length} conflict${causes.length === 1 ? "" : "s"}`;
  const said = causes.map(({ message, field }) => `${message}: ${field}`).join("\n");
  return new ApiFault(409, "Conflict", `Apply failed with ${count}: ${said}`, { causes });
}

function readable(step: Step): string {
  if (step.startsWith("f:")) return `.${step.slice(2)}`;
  const named: unknown = JSON.parse(step.slice(2));
  if (!isObject(named)) return `[=${JSON.stringify(named)}]`;
  return `[${Object.entries(named)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(",")}]`;
}

function mergeStated(kind: string, path: string, live: unknown, stated: unknown): unknown {
  const rule = mergeRule(kind, path);
  if (Array.isArray(stated) && Array.isArray(live) && (rule?.keys || rule?.set)) {
    const items: unknown[] = [...live];
    for (const item of stated) {
      const name = stepOf(rule, item);
      const at = items.findIndex((other) => stepOf(rule, other) === name);
      if (at < 0) items.push(item);
      else items[at] = mergeStated(kind, path, items[at], item);
    }
    return items;
  }
  // An item of a keyed list has the list's path and no rule of its own.
  const whole = rule?.atomic === true;
  if (!isObject(stated) || !isObject(live) || whole) return stated;
  const merged: JsonObject = { ...live };
  for (const [key, value] of Object.entries(stated))
    merged[key] = mergeStated(kind, path === "" ? key : `${path}.${key}`, live[key], value);
  return merged;
}

/** Without the fields given up, as far as nobody else owns them or anything inside them. */
function pruned(object: unknown, givenUp: FieldSet, others: readonly Owned[]): unknown {
  const held = new Set<FieldPath>();
  for (const { fields } of others)
    for (const path of fields) {
      const steps = stepsOf(path);
      for (let length = 1; length <= steps.length; length++) held.add(pathOf(steps.slice(0, length)));
    }
  let left = object;
  for (const path of givenUp) {
    const steps = stepsOf(path);
    // The field that names an item goes with its item, never before it.
    if (!held.has(path) && !namesItem(steps)) left = removedAt(left, steps);
  }
  return left;
}

function namesItem(steps: readonly Step[]): boolean {
  const [item, field] = steps.slice(-2);
  if (item === undefined || field === undefined || !item.startsWith("k:")) return false;
  const named: unknown = JSON.parse(item.slice(2));
  return isObject(named) && field.slice(2) in named;
}

function difference(set: FieldSet, taken: FieldSet): FieldSet {
  return new Set([...set].filter((path) => !taken.has(path)));
}

function withoutNulls(object: JsonObject): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (Array.isArray(value)) return [key, value.map((item) => (isObject(item) ? withoutNulls(item) : item))];
      return [key, isObject(value) ? withoutNulls(value) : value];
    }),
  );
}
