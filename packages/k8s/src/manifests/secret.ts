import type { V1Secret } from "@kubernetes/client-node";
import type { WorkloadSpec } from "@worldland/core/workload";
import { labelsOf, namesOf } from "../names.ts";
import { checkSpec } from "./checkSpec.ts";
import { ownedBy } from "./owner.ts";

/**
 * What the entry program reads under /etc/worldland, as files: nothing of it is ever part of a command, of the pod's
 * specification or of an environment that the cluster shows. Immutable: written once, with the host key of the rental.
 * `env.json` is one JSON object; `on_start` is handed to a shell as a file, literally.
 */
export function secretManifest(spec: WorkloadSpec, hostKey: string, ownerUid: string): V1Secret {
  checkSpec(spec);
  const { namespace, name } = namesOf(spec);
  const { access } = spec;
  const files = {
    host_key: hostKey,
    authorized_keys: access.authorizedKeys.map((line) => `${line}\n`).join(""),
    "env.json": JSON.stringify(access.env),
    ...(access.passwordHash === null ? {} : { password_hash: access.passwordHash }),
    ...(access.onStart === null ? {} : { on_start: access.onStart }),
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    immutable: true,
    metadata: { name, namespace, labels: labelsOf(spec), ownerReferences: [ownedBy(spec, ownerUid)] },
    data: Object.fromEntries(Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString("base64")])),
  };
}
