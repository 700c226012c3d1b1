import type { V1Container, V1EnvVar, V1Pod } from "@kubernetes/client-node";
import type { SimulatedGpu } from "../pod/simulatedGpu.ts";
import type { Api } from "./api.ts";
import { VolumeError } from "./volumes.ts";

const PATH = "/opt/worldland/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The environment of a container's command. Throws `VolumeError` where it refers to what is not there. */
export async function containerEnv(
  api: Api,
  pod: V1Pod,
  container: V1Container,
  gpus: readonly SimulatedGpu[],
): Promise<Record<string, string>> {
  const namespace = pod.metadata?.namespace ?? "default";
  const env: Record<string, string> = {
    PATH,
    HOME: "/root",
    HOSTNAME: hostnameOf(pod),
    NVIDIA_VISIBLE_DEVICES: gpus.map(({ uuid }) => uuid).join(",") || "void",
  };
  for (const variable of container.env ?? []) {
    const value = await variableValue(api, namespace, variable);
    if (value !== null) env[variable.name] = value;
  }
  return env;
}

export function hostnameOf(pod: V1Pod): string {
  return (pod.spec?.hostname ?? pod.metadata?.name ?? "pod").slice(0, 63);
}

async function variableValue(
  api: Api,
  namespace: string,
  { name, value, valueFrom }: V1EnvVar,
): Promise<string | null> {
  if (!valueFrom) return value ?? "";
  const [kind, ref] = valueFrom.secretKeyRef
    ? (["secrets", valueFrom.secretKeyRef] as const)
    : (["configmaps", valueFrom.configMapKeyRef] as const);
  if (!ref) throw new VolumeError(`the source of the variable ${name} is not served by the local cluster`);
  const path = `/api/v1/namespaces/${namespace}/${kind}/${ref.name}`;
  const found = await api.call<{ data?: Record<string, string> }>({ method: "GET", path }).catch(() => null);
  const text = found?.data?.[ref.key];
  if (text === undefined && ref.optional) return null;
  if (text === undefined) throw new VolumeError(`couldn't find key ${ref.key} in ${kind} ${namespace}/${ref.name}`);
  return kind === "secrets" ? Buffer.from(text, "base64").toString("utf8") : text;
}
