import { invalidValue, requiredValue, type StatusCause } from "../apiFault.ts";
import type { KubeObject } from "../object.ts";

/**
 * subdomain: most kinds. label: namespaces. label1035: Services, whose names are host names of old. segment: roles and
 * their bindings, whose names need only fit in a path.
 */
export type NameRule = "subdomain" | "label" | "label1035" | "segment";

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
const QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

const RULES: Record<NameRule, { pattern: string; most: number; message: string }> = {
  subdomain: {
    pattern: SUBDOMAIN,
    most: 253,
    message:
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  },
  label: {
    pattern: LABEL,
    most: 63,
    message:
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  },
  segment: {
    pattern: "(?!\\.{1,2}$)[^/%]+",
    most: 253,
    message: "may not be '.' or '..' nor contain '/' or '%'",
  },
  label1035: {
    pattern: LABEL_1035,
    most: 63,
    message:
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  },
};

/** What the name, labels and owners of any object must look like. */
export function metadataCauses(object: KubeObject, rule: NameRule): StatusCause[] {
  const { metadata } = object;
  return [
    ...nameCauses("metadata.name", metadata.name, rule),
    ...labelCauses("metadata.labels", metadata.labels ?? {}),
    ...Object.keys(metadata.annotations ?? {}).flatMap((key) => keyCauses("metadata.annotations", key.toLowerCase())),
    ...(metadata.ownerReferences ?? []).flatMap((owner, index) =>
      (["apiVersion", "kind", "name", "uid"] as const).flatMap((field) =>
        owner[field]
          ? []
          : [invalidValue(`metadata.ownerReferences[${index}].${field}`, owner[field] ?? "", "must not be empty")],
      ),
    ),
  ];
}

export function nameCauses(field: string, name: unknown, rule: NameRule): StatusCause[] {
  if (typeof name !== "string" || name === "") return [requiredValue(field, "name or generateName is required")];
  const { pattern, most, message } = RULES[rule];
  if (name.length > most) return [invalidValue(field, name, `must be no more than ${most} bytes`)];
  return new RegExp(`^${pattern}$`).test(name) ? [] : [invalidValue(field, name, message)];
}

export function labelCauses(field: string, labels: Record<string, unknown>): StatusCause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...keyCauses(field, key),
    ...labelValueCauses(field, value),
  ]);
}

function labelValueCauses(field: string, value: unknown): StatusCause[] {
  if (typeof value !== "string") return [invalidValue(field, value, "must be a string")];
  if (value.length > 63) return [invalidValue(field, value, "must be no more than 63 bytes")];
  if (new RegExp(`^${LABEL_VALUE}$`).test(value)) return [];
  return [
    invalidValue(
      field,
      value,
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ),
  ];
}

function keyCauses(field: string, key: string): StatusCause[] {
  const [name = "", prefix, ...rest] = key.split("/").reverse();
  const holds =
    rest.length === 0 &&
    name.length <= 63 &&
    new RegExp(`^${QUALIFIED}$`).test(name) &&
    (prefix === undefined || (prefix.length <= 253 && new RegExp(`^${SUBDOMAIN}$`).test(prefix)));
  if (holds) return [];
  return [
    invalidValue(
      field,
      key,
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ),
  ];
}
