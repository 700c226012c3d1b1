import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { V1KeyToPath, V1Pod, V1Volume } from "@kubernetes/client-node";
import { type Api, ApiError } from "./api.ts";

/** A volume that cannot be made (yet): what it wants is not there, or its kind is not served here. */
export class VolumeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "VolumeError";
  }
}

export type Volume = { readonly path: string; readonly readOnly: boolean };

/**
 * Lays the pod's volumes under `folder`, owned by `owner` (null: by us), and answers them by name. Repeatable: what an
 * emptyDir holds stays. Throws `VolumeError`.
 */
export async function prepareVolumes(
  api: Api,
  pod: V1Pod,
  folder: string,
  owner: number | null,
): Promise<ReadonlyMap<string, Volume>> {
  const volumes = pod.spec?.volumes ?? [];
  const made = await Promise.all(
    volumes.map(async (volume) => {
      const path = join(folder, volume.name);
      return [volume.name, await prepare(api, pod, volume, path, owner)] as const;
    }),
  );
  return new Map(made);
}

async function prepare(api: Api, pod: V1Pod, volume: V1Volume, path: string, owner: number | null): Promise<Volume> {
  const namespace = pod.metadata?.namespace ?? "default";
  if (volume.emptyDir) return own({ path: makeFolder(path, 0o777), readOnly: false }, owner);
  if (volume.secret) {
    const { secretName = "", items, defaultMode = 0o644, optional = false } = volume.secret;
    const data = await read(
      api,
      `/api/v1/namespaces/${namespace}/secrets/${secretName}`,
      "secret",
      secretName,
      optional,
    );
    const files = Object.entries(data).map(([name, text]) => [name, Buffer.from(text, "base64")] as const);
    return own(writeFiles(path, files, items, defaultMode, owner), owner);
  }
  if (volume.configMap) {
    const { name = "", items, defaultMode = 0o644, optional = false } = volume.configMap;
    const data = await read(api, `/api/v1/namespaces/${namespace}/configmaps/${name}`, "configmap", name, optional);
    const files = Object.entries(data).map(([key, text]) => [key, Buffer.from(text)] as const);
    return own(writeFiles(path, files, items, defaultMode, owner), owner);
  }
  // Service-account tokens and the downward API: nothing in the local network asks for them, so the folder is empty.
  if (volume.projected || volume.downwardAPI) return own({ path: makeFolder(path, 0o755), readOnly: true }, owner);
  throw new VolumeError(`the kind of volume "${volume.name}" is not served by the local cluster`);
}

async function read(
  api: Api,
  path: string,
  kind: string,
  name: string,
  optional: boolean,
): Promise<Record<string, string>> {
  try {
    return (await api.call<{ data?: Record<string, string> }>({ method: "GET", path })).data ?? {};
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // A kubelet may not read what no pod of its node uses; the server answers so until it has seen the pod bound.
    const isMissing = error.status === 404 || error.status === 403;
    if (isMissing && optional) return {};
    throw new VolumeError(isMissing ? `${kind} "${name}" not found` : error.message);
  }
}

function writeFiles(
  path: string,
  files: readonly (readonly [name: string, content: Buffer])[],
  items: readonly V1KeyToPath[] | undefined,
  mode: number,
  owner: number | null,
): Volume {
  makeFolder(path, 0o755);
  const wanted = items ?? files.map(([name]): V1KeyToPath => ({ key: name, path: name }));
  for (const item of wanted) {
    const content = files.find(([name]) => name === item.key)?.[1];
    if (content === undefined) throw new VolumeError(`references non-existent key: ${item.key}`);
    if (item.path.startsWith("/") || item.path.split("/").includes(".."))
      throw new VolumeError(`the path ${item.path} leads out of its volume`);
    const file = join(path, item.path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
    chmodSync(file, item.mode ?? mode);
    if (owner !== null) chownSync(file, owner, owner);
  }
  return { path, readOnly: true };
}

function makeFolder(path: string, mode: number): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
  return path;
}

function own(volume: Volume, owner: number | null): Volume {
  if (owner !== null) chownSync(volume.path, owner, owner);
  return volume;
}
