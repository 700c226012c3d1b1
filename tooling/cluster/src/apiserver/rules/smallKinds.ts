import { badRequest, forbiddenValue, invalidValue, requiredValue, type StatusCause } from "../apiFault.ts";
import { asNamespace, asNode, asSecret, asSigningRequest, type SigningRequest } from "../kinds.ts";
import { isObject, type KubeObject, listOf, objectOf, sameJson, timestamp } from "../object.ts";
import type { User } from "../user.ts";
import { fill } from "./podDefaults.ts";

export const NOT_READY = "node.kubernetes.io/not-ready";

/** A new node takes no pods until its first Ready. */
export function prepareNode(object: KubeObject, old: KubeObject | null): void {
  const node = asNode(object);
  node.spec = { ...node.spec };
  node.status = { ...node.status };
  if (node.status.capacity !== undefined) fill(node.status, { allocatable: node.status.capacity });
  const ready = node.status.conditions?.some(({ type, status }) => type === "Ready" && status === "True") === true;
  if (old !== null || ready) return;
  const taints = (node.spec.taints ?? []).filter(({ key }) => key !== NOT_READY);
  node.spec.taints = [...taints, { key: NOT_READY, effect: "NoSchedule" }];
}

export function prepareNamespace(object: KubeObject, old: KubeObject | null): void {
  const namespace = asNamespace(object);
  object.metadata.labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name };
  if (old === null) namespace.spec = { ...namespace.spec, finalizers: ["kubernetes"] };
  namespace.status = { ...namespace.status, phase: namespace.metadata.deletionTimestamp ? "Terminating" : "Active" };
}

/** `stringData` is write-only: it is folded into `data`. @throws ApiFault 400 where data is not base64 */
export function prepareSecret(object: KubeObject): void {
  const secret = asSecret(object);
  fill(secret, { type: "Opaque" });
  const given = Object.entries(objectOf(object.stringData)).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString("base64"),
  ]);
  delete object.stringData;
  if (given.length > 0) secret.data = { ...secret.data, ...Object.fromEntries(given) };
  for (const [key, value] of Object.entries(secret.data ?? {}))
    if (
      typeof value !== "string" ||
      !/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(value) ||
      value.replace(/[\r\n]/g, "").length % 4 !== 0
    )
      throw badRequest(`Secret in version "v1" cannot be handled as a Secret: illegal base64 data in data.${key}`);
}

const MOST_BYTES = 1_048_576;

/** For Secrets and ConfigMaps: keys, size, and nothing changes once it is immutable. */
export function dataCauses(object: KubeObject, old: KubeObject | null): StatusCause[] {
  const entries = ["data", "binaryData"].flatMap((field) =>
    Object.entries(objectOf(object[field])).map(([key, value]) => ({ field, key, value })),
  );
  const bad = entries
    .filter(({ key }) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === "." || key === "..")
    .map(({ field, key }) =>
      invalidValue(
        `${field}[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
  const size = entries.reduce((sum, { value }) => sum + String(value).length, 0);
  const isSecret = object.kind === "Secret";
  const tooLong = (isSecret ? (size * 3) / 4 : size) > MOST_BYTES;
  return [
    ...bad,
    ...(tooLong
      ? [{ reason: "FieldValueTooLong", message: `Too long: may not be more than ${MOST_BYTES} bytes`, field: "data" }]
      : []),
    ...(old === null ? [] : changedDataCauses(object, old)),
  ];
}

function changedDataCauses(object: KubeObject, old: KubeObject): StatusCause[] {
  if (object.kind === "Secret" && object.type !== old.type)
    return [invalidValue("type", object.type, "field is immutable")];
  if (old.immutable !== true) return [];
  const frozen = (field: string) => forbiddenValue(field, "field is immutable when `immutable` is set");
  return [
    ...(object.immutable === true ? [] : [frozen("immutable")]),
    ...["data", "binaryData"].filter((field) => !sameJson(object[field], old[field])).map(frozen),
  ];
}

/** The requester is who asks, whatever the object says of it. */
export function prepareSigningRequest(object: KubeObject, old: KubeObject | null, user: User): void {
  const request = asSigningRequest(object);
  if (old === null) {
    request.spec = { ...objectOf(request.spec), ...requesterOf(user) } as SigningRequest["spec"];
    request.status = {};
    return;
  }
  request.spec = asSigningRequest(old).spec;
  for (const condition of request.status?.conditions ?? [])
    fill(condition, { lastUpdateTime: timestamp(), lastTransitionTime: timestamp() });
}

function requesterOf(user: User): object {
  return { username: user.name, groups: [...user.groups], ...(user.uid === undefined ? {} : { uid: user.uid }) };
}

export function signingRequestCauses(object: KubeObject): StatusCause[] {
  const { spec, status } = asSigningRequest(object);
  const pem = Buffer.from(String(spec.request ?? ""), "base64").toString("utf8");
  const types = (status?.conditions ?? []).map(({ type }) => type);
  return [
    ...(pem.includes("-----BEGIN CERTIFICATE REQUEST-----")
      ? []
      : [invalidValue("spec.request", "", "PEM block type must be CERTIFICATE REQUEST")]),
    ...(spec.signerName?.includes("/") ? [] : [requiredValue("spec.signerName")]),
    ...(listOf(spec.usages).length > 0 ? [] : [requiredValue("spec.usages", "usages must be set")]),
    ...(spec.expirationSeconds !== undefined && spec.expirationSeconds < 600
      ? [
          invalidValue(
            "spec.expirationSeconds",
            spec.expirationSeconds,
            "may not specify a duration less than 600 seconds (10 minutes)",
          ),
        ]
      : []),
    ...(types.includes("Approved") && types.includes("Denied")
      ? [invalidValue("status.conditions", types, "Approved and Denied conditions are mutually exclusive")]
      : []),
  ];
}

export function prepareNetworkPolicy(object: KubeObject): void {
  const spec = objectOf(object.spec);
  fill(spec, { policyTypes: listOf(spec.egress).length > 0 ? ["Ingress", "Egress"] : ["Ingress"] });
  for (const rule of [...listOf(spec.ingress), ...listOf(spec.egress)])
    for (const port of listOf(objectOf(rule).ports)) if (isObject(port)) fill(port, { protocol: "TCP" });
}

/** Loopback addresses are no endpoints: each node would reach itself. */
export function endpointSliceCauses(object: KubeObject): StatusCause[] {
  return listOf(object.endpoints).flatMap((endpoint, index) =>
    listOf(objectOf(endpoint).addresses).flatMap((address, at) =>
      /^127\.|^::1$/.test(String(address))
        ? [
            invalidValue(
              `endpoints[${index}].addresses[${at}]`,
              address,
              "may not be in the loopback range (127.0.0.0/8, ::1/128)",
            ),
          ]
        : [],
    ),
  );
}

export function eventCauses(object: KubeObject): StatusCause[] {
  const { namespace = "" } = objectOf(object.involvedObject);
  const own = object.metadata.namespace ?? "";
  return namespace === own || (namespace === "" && own === "default")
    ? []
    : [invalidValue("involvedObject.namespace", namespace, "does not match event.namespace")];
}

export function leaseCauses(object: KubeObject): StatusCause[] {
  const { leaseDurationSeconds } = objectOf(object.spec);
  return leaseDurationSeconds === undefined || Number(leaseDurationSeconds) > 0
    ? []
    : [invalidValue("spec.leaseDurationSeconds", leaseDurationSeconds, "must be greater than 0")];
}
