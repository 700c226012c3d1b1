import { afterAll, beforeAll, expect, it } from "vitest";
import { type ControlPlane, startControlPlane } from "../../controlPlane.ts";
import { type Api, ApiError, type Call, connectApi } from "../../kubelet/api.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const asked: string[] = [];
let plane: ControlPlane;
let admin: Api;
let worker: Api;

beforeAll(async () => {
  plane = await startControlPlane({
    audit: ({ name }, { verb, resource }) => name === WORKER.user && asked.push(`${verb} ${resource}`),
  });
  admin = connectApi(await plane.kubeconfig());
  worker = connectApi(await plane.kubeconfig(WORKER));
});

afterAll(async () => {
  worker?.close();
  admin?.close();
  await plane?.close();
});

const WORKER = { user: "system:serviceaccount:home:worker", groups: ["system:serviceaccounts"] };

it("a service account may what its roles say, where they are bound, and nothing else", async () => {
  const maps = "/api/v1/namespaces/default/configmaps";
  expect(await codeOf(worker, { method: "GET", path: maps })).toBe(403);
  await role("roles", "reader", [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list"] }]);
  await bind("rolebindings", { kind: "Role", name: "reader" });
  expect(await codeOf(worker, { method: "GET", path: maps })).toBe(200);
  expect(await codeOf(worker, { method: "GET", path: "/api/v1/namespaces/kube-system/configmaps" })).toBe(403);
  expect(await codeOf(worker, { method: "POST", path: maps, body: { metadata: { name: "new" } } })).toBe(403);
  expect(asked).toContain("list configmaps");
});

it("to apply what is not there is to create it, which is a right of its own", async () => {
  const apply: Call = {
    method: "PATCH",
    path: "/api/v1/namespaces/applied",
    query: { fieldManager: "test" },
    contentType: "application/apply-patch+yaml",
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: "applied" } },
  };
  await role("clusterroles", "applier", [{ apiGroups: [""], resources: ["namespaces"], verbs: ["patch"] }]);
  await bind("clusterrolebindings", { kind: "ClusterRole", name: "applier" });
  expect(await codeOf(worker, apply)).toBe(403);
  await role("clusterroles", "applier", [{ apiGroups: [""], resources: ["namespaces"], verbs: ["patch", "create"] }]);
  expect(await codeOf(worker, apply)).toBe(200);
  expect(await codeOf(worker, { method: "DELETE", path: "/api/v1/namespaces/applied" })).toBe(403);
});

it("a binding keeps its role, and a rule says what it is about", async () => {
  await bind("clusterrolebindings", { kind: "ClusterRole", name: "kept" }, "kept");
  await expect(bind("clusterrolebindings", { kind: "ClusterRole", name: "other" }, "kept")).rejects.toThrow(/roleRef/);
  await expect(role("clusterroles", "empty", [{ verbs: ["get"] }])).rejects.toThrow(/apiGroups/);
});

async function role(plural: "roles" | "clusterroles", name: string, rules: object[]): Promise<void> {
  await apply(plural, name, { kind: plural === "roles" ? "Role" : "ClusterRole", rules });
}

async function bind(plural: string, ref: { kind: string; name: string }, name = ref.name): Promise<void> {
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", ...ref };
  const subjects = [{ kind: "ServiceAccount", name: "worker", namespace: "home" }];
  const kind = plural === "rolebindings" ? "RoleBinding" : "ClusterRoleBinding";
  await apply(plural, name, { kind, roleRef, subjects });
}

async function apply(plural: string, name: string, object: object): Promise<void> {
  const scope = plural.startsWith("cluster") ? RBAC : `${RBAC}/namespaces/default`;
  const body = { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name }, ...object };
  const query = { fieldManager: "test", force: "true" };
  const contentType = "application/apply-patch+yaml";
  await admin.call({ method: "PATCH", path: `${scope}/${plural}/${name}`, query, contentType, body });
}

async function codeOf(api: Api, call: Call): Promise<number> {
  try {
    await api.call(call);
    return 200;
  } catch (error) {
    if (error instanceof ApiError) return error.status;
    throw error;
  }
}
