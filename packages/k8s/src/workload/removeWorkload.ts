import type { WorkloadRef } from "@worldland/core/workload";
import type { Api } from "../api.ts";
import { checkRef } from "../manifests/checkSpec.ts";
import { namesOf } from "../names.ts";
import { objectPath, type WorkloadKind } from "../paths.ts";
import { deleteObject, readObject } from "../write.ts";

const PARTS = ["pods", "services", "networkpolicies", "secrets"] as const satisfies readonly WorkloadKind[];

/**
 * Deletes a workload's objects, the owner last: as long as anything is left, the sweep finds it by its owner. True
 * once nothing is left; the pod takes its grace, or none with `force`, which a node that is gone needs.
 */
export async function removeWorkload(api: Api, ref: WorkloadRef, force: boolean): Promise<boolean> {
  checkRef(ref);
  const { namespace, name } = namesOf(ref);
  const end = async (kind: WorkloadKind): Promise<boolean> => {
    const path = objectPath(namespace, kind, name);
    const wasThere = await deleteObject(api, path, force ? { gracePeriodSeconds: 0 } : {});
    return !wasThere || (await readObject(api, path)) === null;
  };
  const gone = await Promise.all(PARTS.map(end));
  return (await end("configmaps")) && gone.every(Boolean);
}
