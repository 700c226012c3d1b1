import { requiredValue, type StatusCause } from "../apiFault.ts";
import { asBinding, asRole } from "../kinds.ts";
import { type KubeObject, objectOf, sameJson } from "../object.ts";

/** For Roles and ClusterRoles: every rule says what may be done, and to what. */
export function roleCauses(object: KubeObject): StatusCause[] {
  return (asRole(object).rules ?? []).flatMap((rule, index) =>
    (["verbs", "apiGroups", "resources"] as const).flatMap((field) =>
      (rule[field] ?? []).length > 0 || "nonResourceURLs" in rule
        ? []
        : [requiredValue(`rules[${index}].${field}`, "must contain at least one value")],
    ),
  );
}

/** For RoleBindings and ClusterRoleBindings: whom it binds to what, and the role never changes. */
export function bindingCauses(object: KubeObject, old: KubeObject | null): StatusCause[] {
  const { roleRef, subjects = [] } = asBinding(object);
  const { name, kind } = objectOf(roleRef);
  const nameless = subjects.flatMap((subject, index) =>
    subject.name ? [] : [requiredValue(`subjects[${index}].name`, "")],
  );
  if (!name || !kind) return [...nameless, requiredValue("roleRef", "")];
  if (old === null || sameJson(asBinding(old).roleRef, roleRef)) return nameless;
  return [
    ...nameless,
    { reason: "FieldValueInvalid", message: "Invalid value: cannot change roleRef", field: "roleRef" },
  ];
}
