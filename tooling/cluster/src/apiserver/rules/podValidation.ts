import {
  duplicateValue,
  forbiddenValue,
  invalidValue,
  requiredValue,
  type StatusCause,
  unsupportedValue,
} from "../apiFault.ts";
import type { Container, Pod, PodSpec, Toleration } from "../kinds.ts";
import { sameJson } from "../object.ts";
import { parseQuantity } from "../quantity.ts";
import { labelCauses, nameCauses } from "./metadata.ts";

/** What keeps a pod from being stored. @param old null: it is new */
export function podCauses(pod: Pod, old: Pod | null): StatusCause[] {
  return old === null ? newPodCauses(pod.spec) : changedPodCauses(pod.spec, old.spec);
}

function newPodCauses(spec: PodSpec): StatusCause[] {
  if (!Array.isArray(spec.containers) || spec.containers.length === 0) return [requiredValue("spec.containers")];
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  const containers = [
    ...(spec.initContainers ?? []).map((container, index) => ({ container, path: `spec.initContainers[${index}]` })),
    ...spec.containers.map((container, index) => ({ container, path: `spec.containers[${index}]` })),
  ];
  const names = containers.map(({ container }) => container.name);
  return [
    ...containers.flatMap(({ container, path }, index) => [
      ...containerCauses(container, path, volumes),
      ...(names.indexOf(container.name) < index ? [duplicateValue(`${path}.name`, container.name)] : []),
    ]),
    ...(spec.volumes ?? []).flatMap(({ name }, index) => nameCauses(`spec.volumes[${index}].name`, name, "label")),
    ...labelCauses("spec.nodeSelector", spec.nodeSelector ?? {}),
    ...oneOf("spec.restartPolicy", spec.restartPolicy, ["Always", "OnFailure", "Never"]),
    ...oneOf("spec.dnsPolicy", (spec as { dnsPolicy?: string }).dnsPolicy, DNS_POLICIES),
  ];
}

const DNS_POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

function oneOf(field: string, value: string | undefined, supported: readonly string[]): StatusCause[] {
  return value !== undefined && supported.includes(value) ? [] : [unsupportedValue(field, value, supported)];
}

function containerCauses(container: Container, path: string, volumes: ReadonlySet<string>): StatusCause[] {
  return [
    ...nameCauses(`${path}.name`, container.name, "label"),
    ...(container.image ? [] : [requiredValue(`${path}.image`)]),
    ...oneOf(`${path}.imagePullPolicy`, container.imagePullPolicy, ["Always", "IfNotPresent", "Never"]),
    ...resourceCauses(container, `${path}.resources`),
    ...(container.ports ?? []).flatMap(({ containerPort }, index) =>
      Number.isInteger(containerPort) && containerPort >= 1 && containerPort <= 65_535
        ? []
        : [
            invalidValue(
              `${path}.ports[${index}].containerPort`,
              containerPort,
              "must be between 1 and 65535, inclusive",
            ),
          ],
    ),
    ...(container.volumeMounts ?? []).flatMap(({ name }, index) =>
      volumes.has(name)
        ? []
        : [
            {
              reason: "FieldValueNotFound",
              message: `Not found: "${name}"`,
              field: `${path}.volumeMounts[${index}].name`,
            },
          ],
    ),
  ];
}

function resourceCauses({ resources }: Container, path: string): StatusCause[] {
  const limits = resources?.limits ?? {};
  const requests = resources?.requests ?? {};
  const unreadable = (["limits", "requests"] as const).flatMap((list) =>
    Object.entries(resources?.[list] ?? {}).flatMap(([name, amount]) => {
      const parsed = parseQuantity(amount);
      if (parsed === null) return [invalidValue(`${path}.${list}[${name}]`, amount, "must be a quantity")];
      return parsed < 0n
        ? [invalidValue(`${path}.${list}[${name}]`, amount, "must be greater than or equal to 0")]
        : [];
    }),
  );
  const unequal = Object.entries(requests).flatMap(([name, amount]) => {
    const field = `${path}.requests`;
    const requested = parseQuantity(amount) ?? 0n;
    const limit = limits[name] === undefined ? null : (parseQuantity(limits[name]) ?? 0n);
    if (name.includes("/") && limit === null)
      return [requiredValue(`${path}.limits`, "Limit must be set for non overcommitable resources")];
    if (limit === null || requested === limit) return [];
    if (name.includes("/")) return [invalidValue(field, amount, `must be equal to ${name} limit of ${limits[name]}`)];
    return requested > limit
      ? [invalidValue(field, amount, `must be less than or equal to ${name} limit of ${limits[name]}`)]
      : [];
  });
  return [...unreadable, ...unequal];
}

/** Once it is stored, nothing of a pod's specification changes but images, a deadline and more tolerations. */
function changedPodCauses(spec: PodSpec, old: PodSpec): StatusCause[] {
  if (sameJson(fixedPart(spec), fixedPart(old)) && keepsTolerations(spec.tolerations ?? [], old.tolerations ?? []))
    return [];
  return [
    forbiddenValue(
      "spec",
      "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    ),
  ];
}

function fixedPart(spec: PodSpec): object {
  const withoutImages = (containers: Container[] | undefined) =>
    containers?.map((container) => ({ ...container, image: "" }));
  const { tolerations: _, ...rest } = spec;
  return {
    ...rest,
    activeDeadlineSeconds: undefined,
    containers: withoutImages(spec.containers),
    initContainers: withoutImages(spec.initContainers),
  };
}

function keepsTolerations(tolerations: readonly Toleration[], old: readonly Toleration[]): boolean {
  return old.every((toleration) => tolerations.some((kept) => sameJson(kept, toleration)));
}
