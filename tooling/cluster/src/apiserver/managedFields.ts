import { type FieldSet, fieldsChanged, fromFieldsV1, stepsOf, toFieldsV1, valueAt } from "./fieldSet.ts";
import { isObject, type JsonObject, listOf, type ManagedFields, sameJson, timestamp } from "./object.ts";

/** Who writes, how, and through which subresource; null: the object itself. */
export type Manager = {
  readonly name: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string | null;
};

/** One entry of `managedFields`, and its fields as a set. */
export type Owned = { readonly entry: ManagedFields; readonly fields: FieldSet };

export function ownersOf(entries: readonly ManagedFields[]): Owned[] {
  return entries.map((entry) => ({ entry, fields: fromFieldsV1(entry.fieldsV1) }));
}

export function ownedBy(owners: readonly Owned[], manager: Manager): Owned | undefined {
  return owners.find(
    ({ entry }) =>
      entry.manager === manager.name &&
      entry.operation === manager.operation &&
      (entry.subresource ?? null) === manager.subresource,
  );
}

/** The entries with this set for the manager; entries that own nothing any more are left out. */
export function withOwned(owners: readonly Owned[], manager: Manager, fields: FieldSet): ManagedFields[] {
  const before = ownedBy(owners, manager);
  const fieldsV1 = toFieldsV1(fields);
  const unchanged = before !== undefined && sameJson(before.entry.fieldsV1, fieldsV1);
  const entry: ManagedFields = {
    manager: manager.name,
    operation: manager.operation,
    apiVersion: manager.apiVersion,
    time: unchanged ? before.entry.time : timestamp(),
    fieldsType: "FieldsV1",
    fieldsV1,
    ...(manager.subresource === null ? {} : { subresource: manager.subresource }),
  };
  // In place: an entry that did not change keeps its position, so a write that changes nothing is seen as that.
  const entries = owners.flatMap((owner) => {
    if (owner === before) return fields.size === 0 ? [] : [entry];
    return owner.fields.size === 0 ? [] : [{ ...owner.entry, fieldsV1: toFieldsV1(owner.fields) }];
  });
  return before === undefined && fields.size > 0 ? [...entries, entry] : entries;
}

/**
 * Entries after a write that was no apply: what it changed is the writer's now and nobody else's, what is gone is
 * nobody's.
 * @param before null: the object was created
 */
export function afterUpdate(
  kind: string,
  before: JsonObject | null,
  after: JsonObject,
  entries: readonly ManagedFields[],
  manager: Manager,
): ManagedFields[] {
  const changed = fieldsChanged(kind, before ?? {}, after);
  const owners = ownersOf(entries);
  const own = ownedBy(owners, manager);
  const exists = (path: string) => valueAt(after, stepsOf(path)) !== undefined;
  const kept = owners.map((owner) => ({
    ...owner,
    fields: new Set([...owner.fields].filter((path) => exists(path) && (owner === own || !changed.has(path)))),
  }));
  return withOwned(kept, manager, new Set([...(ownedBy(kept, manager)?.fields ?? []), ...changed]));
}

/** Entries as a client sent them; null unless they are well formed. */
export function readManagedFields(value: unknown): ManagedFields[] | null {
  if (!Array.isArray(value)) return null;
  const entries = listOf(value).filter(isEntry);
  return entries.length === value.length ? entries : null;
}

function isEntry(value: unknown): value is ManagedFields {
  return (
    isObject(value) &&
    typeof value.manager === "string" &&
    (value.operation === "Apply" || value.operation === "Update") &&
    typeof value.apiVersion === "string" &&
    isObject(value.fieldsV1)
  );
}
