import type { PodSpec } from "../kinds.ts";
import { listOf, objectOf } from "../object.ts";
import { containersOf } from "./podDefaults.ts";

const ALLOWED_CAPABILITIES = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

/** What of a pod the Pod Security profile `baseline` forbids, in the words of the real admission; empty: nothing. */
export function podSecurityViolations(spec: PodSpec): string[] {
  const fields = objectOf(spec);
  const host = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => fields[field] === true);
  const hostPaths = listOf(spec.volumes).filter((volume) => objectOf(volume).hostPath !== undefined);
  const podSeccomp = seccompOf(fields.securityContext);
  return [
    ...(host.length > 0 ? [`host namespaces (${host.map((field) => `${field}=true`).join(", ")})`] : []),
    ...(hostPaths.length > 0
      ? [`hostPath volumes (volume ${hostPaths.map((volume) => JSON.stringify(objectOf(volume).name)).join(", ")})`]
      : []),
    ...(podSeccomp === "Unconfined"
      ? ['seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")']
      : []),
    ...containersOf(spec).flatMap((container) => containerViolations(container.name, objectOf(container))),
  ];
}

function containerViolations(name: string, container: Record<string, unknown>): string[] {
  const context = objectOf(container.securityContext);
  const added = listOf(objectOf(context.capabilities).add).map(String);
  const tooMuch = added.filter((capability) => !ALLOWED_CAPABILITIES.has(capability));
  const hostPorts = listOf(container.ports).filter((port) => Number(objectOf(port).hostPort ?? 0) > 0);
  const named = `container ${JSON.stringify(name)}`;
  return [
    ...(context.privileged === true ? [`privileged (${named} must not set securityContext.privileged=true)`] : []),
    ...(tooMuch.length > 0
      ? [
          `non-default capabilities (${named} must not include ${tooMuch.map((c) => JSON.stringify(c)).join(", ")} in securityContext.capabilities.add)`,
        ]
      : []),
    ...(hostPorts.length > 0 ? [`hostPort (${named} uses hostPort)`] : []),
    ...(seccompOf(context) === "Unconfined"
      ? [`seccompProfile (${named} must not set securityContext.seccompProfile.type to "Unconfined")`]
      : []),
    ...(context.procMount !== undefined && context.procMount !== "Default"
      ? [`procMount (${named} must not set securityContext.procMount to ${JSON.stringify(context.procMount)})`]
      : []),
  ];
}

function seccompOf(context: unknown): unknown {
  return objectOf(objectOf(context).seccompProfile).type;
}
