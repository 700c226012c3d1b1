import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ControlPlane } from "@worldland/cluster/controlPlane";
import { connectApi } from "@worldland/cluster/kubelet/api";
import { parseAllDocuments } from "yaml";

/** One thing that the platform's worker may do to one kind of resource. */
export type Right = {
  readonly verb: string;
  readonly group: string;
  /** `pods`, `certificatesigningrequests/approval`. */
  readonly resource: string;
  /** null: in every one, and in none. */
  readonly namespace: string | null;
};

type Rule = { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] };
type RbacObject = {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: Rule[];
};

const RIGHTS = new URL("../../../deploy/platform/base/rights.yaml", import.meta.url);
const WORKER = "system:serviceaccount:worldland:worker";
const PLURALS: Readonly<Record<string, string>> = {
  Role: "roles",
  ClusterRole: "clusterroles",
  RoleBinding: "rolebindings",
  ClusterRoleBinding: "clusterrolebindings",
};

/** Whether this user of the local API server is the platform's worker. */
export function isWorker({ name }: { readonly name: string }): boolean {
  return name === WORKER;
}

/** What deploy/platform grants the worker, one by one. */
export function workerRights(): readonly Right[] {
  return objects().flatMap(({ metadata, rules = [] }) =>
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          verbs.map((verb) => ({ verb, group, resource, namespace: metadata.namespace ?? null })),
        ),
      ),
    ),
  );
}

/** Grants the worker what deploy/platform does, and nothing else. Answers its kubeconfig. */
export async function bindWorker(plane: ControlPlane): Promise<string> {
  const admin = connectApi(await plane.kubeconfig());
  try {
    for (const object of objects()) {
      const { name, namespace } = object.metadata;
      const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
      await admin.call({
        method: "PATCH",
        path: `/apis/rbac.authorization.k8s.io/v1${scope}/${PLURALS[object.kind]}/${name}`,
        query: { fieldManager: "test", force: "true" },
        contentType: "application/apply-patch+yaml",
        body: object,
      });
    }
  } finally {
    admin.close();
  }
  return plane.kubeconfig({ user: WORKER, groups: ["system:serviceaccounts", "system:serviceaccounts:worldland"] });
}

function objects(): readonly RbacObject[] {
  const documents = parseAllDocuments(readFileSync(fileURLToPath(RIGHTS), "utf8"));
  return documents.map((document): RbacObject => document.toJS());
}
