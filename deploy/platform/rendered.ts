import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import type {
  KubernetesObject,
  V1Container,
  V1Deployment,
  V1Job,
  V1NetworkPolicy,
  V1PodSpec,
} from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";

export type Rendered = KubernetesObject & { readonly apiVersion: string; readonly kind: string };

/** Before it kubectl renders by a kustomize of 2018, which knows no files of variables (Debian 12's is 1.20). */
const RENDERS_FROM = 21;

let missing: string | null | undefined;

/** Why this machine's kubectl cannot render the folders here; null: it can. */
export function missingKustomize(): string | null {
  if (missing === undefined) {
    missing = reasonOf(spawnSync("kubectl", ["version", "--client"], { encoding: "utf8" }).stdout ?? "");
  }
  return missing;
}

function reasonOf(version: string): string | null {
  const minor = /v1\.(\d+)\./.exec(version)?.[1];
  if (minor === undefined) return "There is no kubectl here to render by kustomize.";
  if (Number(minor) >= RENDERS_FROM) return null;
  return `kubectl 1.${minor} is too old to render by kustomize: 1.${RENDERS_FROM} or newer can.`;
}

/** Every object of a folder with a kustomization, as `kubectl apply -k` would send it. */
export function rendered(folder: string): readonly Rendered[] {
  const text = execFileSync("kubectl", ["kustomize", join(import.meta.dirname, folder)], { encoding: "utf8" });
  return parseAllDocuments(text).map((document): Rendered => document.toJS());
}

/** The pods that these objects make, by component. */
export function podsOf(objects: readonly Rendered[]): ReadonlyMap<string, V1PodSpec> {
  const makers = objects.filter(isMaker);
  return new Map(makers.map(({ metadata, spec }) => [metadata?.name ?? "", spec?.template.spec ?? { containers: [] }]));
}

export function policiesOf(objects: readonly Rendered[]): readonly V1NetworkPolicy[] {
  return objects.filter(isPolicy);
}

/** The Secrets that a container reads of, by name. */
export function secretsOf({ env = [], envFrom = [] }: V1Container): readonly string[] {
  const names = [
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...envFrom.map(({ secretRef }) => secretRef?.name),
  ];
  return [...new Set(names.filter((name) => name !== undefined))];
}

function isMaker(object: Rendered): object is Rendered & (V1Deployment | V1Job) {
  return object.kind === "Deployment" || object.kind === "Job";
}

function isPolicy(object: Rendered): object is Rendered & V1NetworkPolicy {
  return object.kind === "NetworkPolicy";
}
