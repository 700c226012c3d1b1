import type { WorkloadRef } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { checkRef } from "../manifests/checkSpec.ts";
import { namesOf } from "../names.ts";
import { objectPath } from "../paths.ts";
import { deleteObject, unless } from "../write.ts";

/** Asks for the end of this very pod. Where there is none, or another by now, nothing is left to do. */
export async function endPod(api: Api, ref: WorkloadRef, podUid: string): Promise<void> {
  checkRef(ref);
  const { namespace, name } = namesOf(ref);
  await unless("conflict", deleteObject(api, objectPath(namespace, "pods", name), { preconditions: { uid: podUid } }));
}
