import { readFileSync } from "node:fs";
import { rentalSlug } from "@worldland/core/id";
import { connectApi } from "@worldland/k8s/api";
import { LABELS } from "@worldland/k8s/labels";

/** Looks at the cluster with an administrator's kubeconfig, past the platform. */
export type ClusterEyes = {
  /** `kind/name` of all that carries the rental's label. */
  objectsOf(rentalId: bigint): Promise<readonly string[]>;
  /** The same for every rental there is. */
  objectsOfAll(): Promise<readonly string[]>;
  close(): void;
};

type List = { readonly items: readonly { readonly metadata: { readonly name: string } }[] };

const KINDS = ["pods", "services", "secrets", "configmaps"] as const;

export function openEyes(kubeconfigPath: string): ClusterEyes {
  const api = connectApi(readFileSync(kubeconfigPath, "utf8"), { timeoutMs: 10_000 });
  const find = async (labelSelector: string): Promise<string[]> => {
    const lists = await Promise.all(
      [...KINDS.map((kind) => `/api/v1/${kind}`), "/apis/networking.k8s.io/v1/networkpolicies"].map(async (path) => {
        const { body } = await api.call<List>({ method: "GET", path, query: { labelSelector } });
        return body.items.map(({ metadata }) => `${path.split("/").at(-1)}/${metadata.name}`);
      }),
    );
    return lists.flat();
  };
  return {
    objectsOf: (rentalId) => find(`${LABELS.rental}=${rentalSlug(rentalId)}`),
    objectsOfAll: () => find(LABELS.rental),
    close: () => api.close(),
  };
}
