import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { V1ConfigMap, V1Pod, V1Secret, V1Service } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ControlPlane, nodeSubject, startControlPlane } from "../controlPlane.ts";
import { type Api, ApiError, type Call, connectApi } from "../kubelet/api.ts";
import { kubeconfig } from "../pki/kubeconfig.ts";
import { until } from "../test/until.ts";

const stateDir = mkdtempSync(join(tmpdir(), "worldland-api-"));
let plane: ControlPlane;
let admin: Api;

beforeAll(async () => {
  plane = await startControlPlane({ stateDir, nodePortRange: [30_000, 30_009], watchWindow: 200 });
  admin = connectApi(await plane.kubeconfig());
  await until("the default account", () => get("/api/v1/namespaces/default/serviceaccounts/default"));
});

afterAll(async () => {
  admin?.close();
  await plane?.close();
  rmSync(stateDir, { recursive: true, force: true });
});

describe("a write", () => {
  it("of a name that is taken, or is none, is refused with reason and cause", async () => {
    await create("configmaps", { metadata: { name: "taken" } });
    expect(await refusal(create("configmaps", { metadata: { name: "taken" } }))).toEqual([409, "AlreadyExists"]);
    expect(await refusal(create("configmaps", { metadata: { name: "Not_a_name" } }))).toEqual([422, "Invalid"]);
    expect(await refusal(get("/api/v1/namespaces/default/configmaps/nobody", false))).toEqual([404, "NotFound"]);
    const made = await create<V1ConfigMap>("configmaps", { metadata: { generateName: "some-" } });
    expect(made.metadata?.name).toMatch(/^some-[a-z0-9]{5}$/);
  });

  it("to an old version is a conflict, and one that changes nothing makes no new version", async () => {
    const first = await create<V1ConfigMap>("configmaps", { metadata: { name: "old" }, data: { a: "1" } });
    const path = "/api/v1/namespaces/default/configmaps/old";
    const second = await admin.call<V1ConfigMap>({ method: "PUT", path, body: { ...first, data: { a: "2" } } });
    expect(await refusal(admin.call({ method: "PUT", path, body: { ...first, data: { a: "3" } } }))).toEqual([
      409,
      "Conflict",
    ]);
    const same = await admin.call<V1ConfigMap>({ method: "PATCH", path, body: { data: { a: "2" } } });
    expect(same.metadata?.resourceVersion).toBe(second.metadata?.resourceVersion);
  });

  it("of a Service takes a NodePort of the range once", async () => {
    const service = (name: string, nodePort: number) =>
      create<V1Service>("services", {
        metadata: { name },
        spec: { type: "NodePort", ports: [{ port: 22, nodePort }] },
      });
    await service("first", 30_001);
    expect(await refusal(service("second", 30_001))).toEqual([422, "Invalid"]);
    expect(await refusal(service("third", 31_000))).toEqual([422, "Invalid"]);
    await remove("services", "first");
    expect((await service("second", 30_001)).spec?.ports?.[0]?.nodePort).toBe(30_001);
  });

  it("of a Secret folds its text into data, and what is immutable stays", async () => {
    const made = await create<V1Secret>("secrets", {
      metadata: { name: "kept" },
      stringData: { a: "text" },
      immutable: true,
    });
    expect(made).toMatchObject({ data: { a: Buffer.from("text").toString("base64") }, type: "Opaque" });
    const path = "/api/v1/namespaces/default/secrets/kept";
    expect(await refusal(admin.call({ method: "PATCH", path, body: { data: { a: "" } } }))).toEqual([422, "Invalid"]);
  });

  it("patches by every way: merge, JSON, strategic by the keys of lists", async () => {
    await create("pods", podOf("patched"));
    const path = "/api/v1/namespaces/default/pods/patched";
    await admin.call({ method: "PATCH", path, body: { metadata: { labels: { a: "1", b: "2" } } } });
    await admin.call({
      method: "PATCH",
      path,
      contentType: "application/json-patch+json",
      body: [{ op: "remove", path: "/metadata/labels/a" }],
    });
    const pod = await admin.call<V1Pod>({
      method: "PATCH",
      path,
      contentType: "application/strategic-merge-patch+json",
      body: { spec: { containers: [{ name: "main", image: "other" }] } },
    });
    expect(pod.metadata?.labels).toEqual({ b: "2" });
    expect(pod.spec?.containers).toMatchObject([{ name: "main", image: "other", command: ["true"] }]);
    const moved = { spec: { nodeName: "elsewhere" } };
    expect(await refusal(admin.call({ method: "PATCH", path, body: moved }))).toEqual([422, "Invalid"]);
  });
});

describe("server-side apply", () => {
  const path = "/api/v1/namespaces/default/configmaps/applied";
  const apply = (manager: string, data: object, force = false) =>
    admin.call<V1ConfigMap>({
      method: "PATCH",
      path,
      query: { fieldManager: manager, ...(force ? { force: "true" } : {}) },
      contentType: "application/apply-patch+yaml",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "applied" }, data },
    });

  it("keeps what others own, takes away what its manager no longer says, and names a conflict", async () => {
    await apply("one", { a: "1", b: "1" });
    await apply("two", { c: "2" });
    expect((await apply("one", { a: "1" })).data).toEqual({ a: "1", c: "2" });
    expect(await refusal(apply("one", { a: "1", c: "9" }))).toEqual([409, "Conflict"]);
    expect((await apply("one", { a: "1", c: "9" }, true)).data).toEqual({ a: "1", c: "9" });
    const before = await get<V1ConfigMap>(path);
    const again = await apply("one", { a: "1", c: "9" });
    expect(again.metadata?.resourceVersion).toBe(before?.metadata?.resourceVersion);
  });
});

describe("a read", () => {
  it("lists by labels and fields, in pages", async () => {
    for (const n of [1, 2, 3])
      await create("configmaps", { metadata: { name: `page-${n}`, labels: { set: "pages", n: `${n}` } } });
    const list = (query: Record<string, string>) =>
      admin.call<{ items: V1ConfigMap[]; metadata: { continue?: string } }>({
        method: "GET",
        path: "/api/v1/configmaps",
        query,
      });
    const names = ({ items }: { items: V1ConfigMap[] }) => items.map(({ metadata }) => metadata?.name);
    expect(names(await list({ labelSelector: "set=pages,n notin (2)" }))).toEqual(["page-1", "page-3"]);
    expect(names(await list({ labelSelector: "set", fieldSelector: "metadata.name=page-2" }))).toEqual(["page-2"]);
    const first = await list({ labelSelector: "set=pages", limit: "2" });
    expect(names(first)).toEqual(["page-1", "page-2"]);
    const next = await list({ labelSelector: "set=pages", limit: "2", continue: first.metadata.continue ?? "" });
    expect(names(next)).toEqual(["page-3"]);
  });

  it("watches: what leaves a selector is deleted to it, and a place too long ago is 410", async () => {
    const made = await create<V1ConfigMap>("configmaps", { metadata: { name: "watched", labels: { in: "yes" } } });
    const from = made.metadata?.resourceVersion ?? "";
    const path = "/api/v1/namespaces/default/configmaps/watched";
    await admin.call({ method: "PATCH", path, body: { metadata: { labels: { in: "no" } } } });
    await admin.call({ method: "PATCH", path, body: { metadata: { labels: { in: "yes" } } } });
    expect(await watched({ labelSelector: "in=yes", resourceVersion: from }, 2)).toEqual(["DELETED", "ADDED"]);
    plane.forgetChanges();
    expect(await watched({ resourceVersion: from }, 1)).toEqual(["ERROR 410 Expired"]);
  });
});

describe("an end", () => {
  it("comes to what belongs to an owner, and to all that is in a namespace", async () => {
    await admin.call({ method: "POST", path: "/api/v1/namespaces", body: { metadata: { name: "short" } } });
    const at = "/api/v1/namespaces/short/configmaps";
    const owner = await admin.call<V1ConfigMap>({ method: "POST", path: at, body: { metadata: { name: "owner" } } });
    const reference = { apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: owner.metadata?.uid };
    const metadata = { name: "owned", ownerReferences: [reference] };
    await admin.call({ method: "POST", path: at, body: { metadata } });
    await admin.call({ method: "DELETE", path: `${at}/owner` });
    await until("the owned to go", async () => (await get(`${at}/owned`)) === null);
    await admin.call({ method: "POST", path: at, body: { metadata: { name: "left" } } });
    await admin.call({ method: "DELETE", path: "/api/v1/namespaces/short" });
    await until("the namespace to go", async () => (await get("/api/v1/namespaces/short")) === null);
    expect(await get(`${at}/left`)).toBe(null);
  });

  it("of a pod on a node waits for its kubelet, unless it is forced", async () => {
    await create("pods", { ...podOf("bound"), spec: { ...podOf("bound").spec, nodeName: "no-such-node" } });
    await remove("pods", "bound");
    const path = "/api/v1/namespaces/default/pods/bound";
    expect((await get<V1Pod>(path))?.metadata?.deletionTimestamp).toBeDefined();
    await admin.call({ method: "DELETE", path, body: { gracePeriodSeconds: 0 } });
    expect(await get(path)).toBe(null);
  });
});

describe("a stranger", () => {
  it("without credentials, or with bad ones, gets nothing", async () => {
    const nobody = connectApi(
      kubeconfig({
        server: plane.url,
        caPem: plane.caPem,
        user: "x",
        credentials: { token: "aaaaaa.bbbbbbbbbbbbbbbb" },
      }),
    );
    expect(await refusal(nobody.call({ method: "GET", path: "/api/v1/pods" }))).toEqual([401, "Unauthorized"]);
    nobody.close();
  });

  it("with a join token may ask for a certificate and nothing else", async () => {
    const data = Object.fromEntries(
      Object.entries({
        "token-id": "abcdef",
        "token-secret": "0123456789abcdef",
        "usage-bootstrap-authentication": "true",
      }).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
    );
    await admin.call({
      method: "POST",
      path: "/api/v1/namespaces/kube-system/secrets",
      body: { metadata: { name: "bootstrap-token-abcdef" }, type: "bootstrap.kubernetes.io/token", data },
    });
    const credentials = { token: "abcdef.0123456789abcdef" };
    const joiner = connectApi(kubeconfig({ server: plane.url, caPem: plane.caPem, user: "x", credentials }));
    const requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    await joiner.call({ method: "GET", path: requests });
    for (const path of ["/api/v1/secrets", "/api/v1/nodes", "/api/v1/pods"])
      expect(await refusal(joiner.call({ method: "GET", path }))).toEqual([403, "Forbidden"]);
    const approval: Call = { method: "PUT", path: `${requests}/x/approval`, body: { metadata: { name: "x" } } };
    expect(await refusal(joiner.call(approval))).toEqual([403, "Forbidden"]);
    joiner.close();
  });

  it("that is a node speaks for itself only, and cannot say whose it is", async () => {
    const node = connectApi(await plane.kubeconfig(nodeSubject("node-x")));
    const named = (name: string, labels: object = {}): Call => ({
      method: "POST",
      path: "/api/v1/nodes",
      body: { metadata: { name, labels } },
    });
    expect(await refusal(node.call(named("node-y")))).toEqual([403, "Forbidden"]);
    const provider = { "node-restriction.kubernetes.io/worldland-provider": "0x1" };
    expect(await refusal(node.call(named("node-x", provider)))).toEqual([403, "Forbidden"]);
    await node.call(named("node-x", { "worldland.io/country": "KR" }));
    const claim = { metadata: { labels: provider } };
    expect(await refusal(node.call({ method: "PATCH", path: "/api/v1/nodes/node-x", body: claim }))).toEqual([
      403,
      "Forbidden",
    ]);
    await create("secrets", { metadata: { name: "foreign" } });
    const secret = "/api/v1/namespaces/default/secrets/foreign";
    expect(await refusal(node.call({ method: "GET", path: secret }))).toEqual([403, "Forbidden"]);
    node.close();
  });

  it("in a guarded namespace gets no privileges for his pod", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "baseline" };
    await admin.call({ method: "POST", path: "/api/v1/namespaces", body: { metadata: { name: "guarded", labels } } });
    await until("its account", () => get("/api/v1/namespaces/guarded/serviceaccounts/default"));
    const pods = "/api/v1/namespaces/guarded/pods";
    const { spec, ...rest } = podOf("bad");
    for (const change of [{ hostNetwork: true }, { volumes: [{ name: "host", hostPath: { path: "/" } }] }]) {
      const body = { ...rest, spec: { ...spec, ...change } };
      expect(await refusal(admin.call({ method: "POST", path: pods, body }))).toEqual([403, "Forbidden"]);
    }
  });
});

function podOf(name: string) {
  return { metadata: { name }, spec: { containers: [{ name: "main", image: "some", command: ["true"] }] } };
}

function create<T>(kind: string, body: object): Promise<T> {
  return admin.call<T>({ method: "POST", path: `/api/v1/namespaces/default/${kind}`, body });
}

function remove(kind: string, name: string): Promise<unknown> {
  return admin.call({ method: "DELETE", path: `/api/v1/namespaces/default/${kind}/${name}` });
}

/** Null: there is none; an error with `false`. */
async function get<T>(path: string, orNull = true): Promise<T | null> {
  try {
    return await admin.call<T>({ method: "GET", path });
  } catch (error) {
    if (orNull && error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** Status and reason of a call that must fail. */
async function refusal(call: Promise<unknown>): Promise<[number, string]> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return [error.status, error.reason];
    throw error;
  }
  throw new Error("It was not refused.");
}

/** The first `count` events of a watch over configmaps, by type. */
async function watched(query: Record<string, string>, count: number): Promise<string[]> {
  const seen: string[] = [];
  const call: Call = { method: "GET", path: "/api/v1/configmaps", query: { ...query, watch: "true" } };
  try {
    for await (const line of admin.lines(call, AbortSignal.timeout(10_000))) {
      const { type, object }: { type: string; object: { code?: number; reason?: string } } = JSON.parse(line);
      seen.push(type === "ERROR" ? `ERROR ${object.code} ${object.reason}` : type);
      if (seen.length === count) break;
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    seen.push(`ERROR ${error.status} ${error.reason}`);
  }
  return seen;
}
