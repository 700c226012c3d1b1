import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig, type V1ConfigMap, type V1PodSpec } from "@kubernetes/client-node";
import { schemaFaults } from "@worldland/testing/kubernetesSchema";
import { startTestCluster } from "@worldland/testing/localCluster";
import { readWebEnv } from "@worldland/web/env";
import { readSignerEnv, readWorkerEnv } from "@worldland/worker/env";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { stringify } from "yaml";
import { mayReach } from "./reach.ts";
import { missingKustomize, podsOf, policiesOf, type Rendered, rendered, secretsOf } from "./rendered.ts";

const OVERLAYS = ["overlays/production", "overlays/local"] as const;
const PROCESSES = ["web", "worker", "signer", "migrations"] as const;
/** kubectl is started four times. */
const SLOW = { timeout: 180_000 };
const cache = new Map<string, readonly Rendered[]>();

beforeEach((context) => {
  const missing = missingKustomize();
  if (missing !== null) context.skip(missing);
});

describe.each(OVERLAYS)("the platform of %s", (overlay) => {
  it("is what Kubernetes' published schemas know, each object and each field", async () => {
    const objects = of(overlay);
    expect(objects.length).toBeGreaterThan(20);
    for (const object of objects) {
      expect(await schemaFaults(object), `${object.kind} ${object.metadata?.name}`).toEqual([]);
    }
  });

  it("holds no secret and no place that nobody filled in", () => {
    expect(of(overlay).filter(({ kind }) => kind === "Secret")).toEqual([]);
    expect(JSON.stringify(of(overlay))).not.toMatch(/192\.0\.2\.|PRIVATE KEY/);
  });

  it("runs nobody as root, with no privilege, no way to write but where a volume says, and within limits", () => {
    const pods = podsOf(of(overlay));
    expect([...pods.keys()]).toEqual(expect.arrayContaining([...PROCESSES]));
    for (const [name, pod] of pods) expectRestricted(name, pod);
  });

  it("gives each process its own account and its own Secret", () => {
    const pods = podsOf(of(overlay));
    for (const name of PROCESSES) {
      const pod = pods.get(name);
      expect(pod?.serviceAccountName).toBe(name);
      expect(pod?.containers.flatMap(secretsOf)).toEqual([`worldland-${name}`]);
    }
    const tokens = [...pods].filter(([, pod]) => JSON.stringify(pod.volumes ?? []).includes("serviceAccountToken"));
    expect(tokens.map(([name]) => name)).toEqual(["worker"]);
    const subjects = of(overlay).flatMap((object) => ("subjects" in object ? [JSON.stringify(object.subjects)] : []));
    expect(new Set(subjects)).toEqual(
      new Set([JSON.stringify([{ kind: "ServiceAccount", name: "worker", namespace: "worldland" }])]),
    );
  });

  it("hands each process what it reads from its environment", () => {
    const settings = of(overlay).filter(isConfigMap);
    const given = (name: string) => environmentOf(podsOf(of(overlay)).get(name), settings);
    const web = readWebEnv(given("web"));
    expect([web.HOST, web.PORT, web.WORLDLAND_LOCAL]).toEqual(["0.0.0.0", 3000, false]);
    for (const [name, value] of Object.entries(given("worker"))) vi.stubEnv(name, value);
    expect(readWorkerEnv()).toMatchObject({ HEALTH_PORT: 8080, CHAIN_ID: web.CHAIN_ID, CLUSTER_ID: web.CLUSTER_ID });
    expect(readWorkerEnv()).toMatchObject({ WORKLOAD_PORT: 8090, WORKLOAD_SECRET: web.WORKLOAD_SECRET });
    vi.unstubAllEnvs();
    for (const [name, value] of Object.entries(given("signer"))) vi.stubEnv(name, value);
    expect(readSignerEnv()).toMatchObject({ HEALTH_PORT: 8080, VAULT_ADDRESS: web.VAULT_ADDRESS });
    vi.unstubAllEnvs();
    expect(Object.keys(given("web")).filter((name) => /PRIVATE|KUBECONFIG/.test(name))).toEqual([]);
    expect(Object.keys(given("signer")).filter((name) => /OPERATOR|WORKER_PRIVATE|KUBECONFIG/.test(name))).toEqual([]);
  });
});

describe("the network of the production overlay", () => {
  const postgres = { address: "10.20.0.10", port: 5432 };
  const apiServer = { address: "10.20.0.2", port: 6443 };
  const rpc = { address: "10.20.0.20", port: 443 };
  const redis = { address: "10.20.0.11", port: 6379 };
  const targets = {
    postgres,
    apiServer,
    rpc,
    redis,
    "a node's SSH": { address: "198.51.100.7", port: 31_000 },
    "a node's own sshd": { address: "198.51.100.7", port: 22 },
    "a private NodePort": { address: "10.1.2.3", port: 31_000 },
    kubelet: { address: "10.20.0.30", port: 10_250 },
    metadata: { address: "169.254.169.254", port: 80 },
    internet: { address: "1.1.1.1", port: 443 },
    "Postgres by another port": { address: "10.20.0.10", port: 22 },
  };

  it.each([
    ["web", ["postgres"]],
    ["signer", ["postgres"]],
    ["migrations", ["postgres"]],
    ["worker", ["postgres", "apiServer", "rpc", "redis", "a node's SSH"]],
  ])("%s reaches %j and nothing else", (component, open) => {
    const policies = policiesOf(of("overlays/production"));
    const labels = { "app.kubernetes.io/part-of": "worldland", "app.kubernetes.io/component": component };
    const reached = Object.entries(targets).filter(([, target]) => mayReach(policies, labels, target));
    expect(reached.map(([name]) => name)).toEqual(open);
  });

  it("lets requests in to the pages from the ingress controller, and from the pages to the worker's logs and terminals", () => {
    const policies = policiesOf(of("overlays/production"));
    expect(policies.some(({ spec }) => isEverybody(spec?.podSelector) && spec?.policyTypes?.length === 2)).toBe(true);
    const open = policies.flatMap(({ spec }) =>
      (spec?.ingress ?? []).map((rule) => ({ who: spec?.podSelector, rule })),
    );
    expect(open).toEqual([
      {
        who: { matchLabels: { "app.kubernetes.io/component": "web" } },
        rule: {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } }],
          ports: [{ port: 3000, protocol: "TCP" }],
        },
      },
      {
        who: { matchLabels: { "app.kubernetes.io/component": "worker" } },
        rule: {
          from: [{ podSelector: { matchLabels: { "app.kubernetes.io/component": "web" } } }],
          ports: [{ port: 8090, protocol: "TCP" }],
        },
      },
    ]);
  });
});

describe("an installation", () => {
  it(
    "is accepted by an API server as far as it serves the kinds, and changes nothing when applied again",
    SLOW,
    async () => {
      const cluster = await startTestCluster({ nodes: [] });
      onTestFinished(() => cluster.close());
      for (const overlay of OVERLAYS) {
        const served = of(overlay).filter(({ kind }) => SERVED.has(kind));
        const apply = () => applied(cluster.kubeconfigPath, served);
        expect(await apply()).toHaveLength(served.length);
        expect((await apply()).filter((line) => !line.endsWith(" unchanged"))).toEqual([]);
      }
    },
  );

  it("can begin with the migrations alone, by their label", () => {
    const first = of("overlays/production").filter(
      ({ metadata }) => metadata?.labels?.["app.kubernetes.io/component"] === "migrations",
    );
    expect(first.map(({ kind, metadata }) => `${kind} ${metadata?.name}`).sort()).toEqual([
      "Job migrations",
      "Namespace worldland",
      "NetworkPolicy closed",
      "NetworkPolicy names",
      "NetworkPolicy postgres",
      "ServiceAccount migrations",
    ]);
  });

  it("names images by digest in production, so that what runs is what was built", () => {
    const images = [...podsOf(of("overlays/production")).values()].flatMap(({ containers }) =>
      containers.map(({ image }) => image),
    );
    for (const image of images) expect(image).toMatch(/^registry\.example\.com\/worldland\/\w+@sha256:[0-9a-f]{64}$/);
  });

  it("has the worker read its token again before it runs out", async () => {
    const folder = mkdtempSync(join(tmpdir(), "worldland-token-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const tokenFile = join(folder, "token");
    const text = readFileSync(join(import.meta.dirname, "overlays/production/kubeconfig"), "utf8");
    const config = new KubeConfig();
    config.loadFromString(text.replaceAll("/var/run/secrets/kubernetes.io/serviceaccount", folder));
    writeFileSync(join(folder, "ca.crt"), "");
    writeFileSync(tokenFile, "first");
    expect(await bearerOf(config)).toBe("Bearer first");
    writeFileSync(tokenFile, "second");
    vi.useFakeTimers({ now: Date.now() + 120_000, toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    expect(await bearerOf(config)).toBe("Bearer second");
  });
});

/** The kinds of the platform that the local API server knows too. */
const SERVED = new Set([
  "Namespace",
  "ServiceAccount",
  "ConfigMap",
  "Service",
  "NetworkPolicy",
  "Role",
  "RoleBinding",
  "ClusterRole",
  "ClusterRoleBinding",
]);

/** What kubectl says of each object it applied. */
function applied(kubeconfig: string, objects: readonly Rendered[]): Promise<readonly string[]> {
  const args = ["apply", "--validate=false", "--kubeconfig", kubeconfig, "-f", "-"];
  return new Promise((resolve, reject) => {
    const kubectl = execFile("kubectl", args, (error, stdout) => {
      if (error === null) resolve(stdout.trim().split("\n"));
      else reject(error);
    });
    kubectl.stdin?.end(objects.map((object) => stringify(object)).join("---\n"));
  });
}

function of(overlay: string): readonly Rendered[] {
  const objects = cache.get(overlay) ?? rendered(overlay);
  cache.set(overlay, objects);
  return objects;
}

/** The profile `restricted`, and a root file system that nobody writes. */
function expectRestricted(name: string, pod: V1PodSpec): void {
  expect(pod.automountServiceAccountToken, name).toBe(false);
  expect(pod.securityContext, name).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
  expect([pod.hostNetwork, pod.hostPID, pod.hostIPC], name).toEqual([undefined, undefined, undefined]);
  expect(JSON.stringify(pod.volumes ?? []), name).not.toContain("hostPath");
  for (const container of pod.containers) {
    expect(container.securityContext, name).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.resources?.requests, name).toMatchObject({
      cpu: expect.stringMatching(/\d/),
      memory: expect.stringMatching(/\d/),
    });
    expect(container.resources?.limits?.memory, name).toMatch(/\d/);
    if (name === "migrations") continue;
    expect(container.livenessProbe, name).toBeDefined();
    expect(container.readinessProbe, name).toBeDefined();
  }
}

/** The variables of a pod's container: settings as they are, secrets as something of their form. */
function environmentOf(pod: V1PodSpec | undefined, settings: readonly V1ConfigMap[]): Record<string, string> {
  const { env = [], envFrom = [] } = pod?.containers[0] ?? { env: [] };
  const fromMaps = envFrom.map(
    ({ configMapRef }) => settings.find(({ metadata }) => metadata?.name === configMapRef?.name)?.data ?? {},
  );
  const own = env.map(({ name, value, valueFrom }) => [
    name,
    value ?? FORMS[valueFrom?.secretKeyRef?.key ?? ""] ?? `no form is known of ${name}`,
  ]);
  return Object.assign({}, ...fromMaps, Object.fromEntries(own));
}

/** What a secret looks like, by its key. */
const FORMS: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgres://login:word@10.20.0.10:5432/worldland",
  REDIS_URL: "rediss://10.20.0.11:6379",
  RPC_URL: "https://10.20.0.20/rpc",
  SESSION_SECRET: "s".repeat(32),
  WORKLOAD_SECRET: "w".repeat(32),
  OPERATOR_PRIVATE_KEY: `0x${"1".repeat(64)}`,
  DELEGATE_PRIVATE_KEY: `0x${"2".repeat(64)}`,
  WORKER_PRIVATE_KEY: "base64",
};

async function bearerOf(config: KubeConfig): Promise<unknown> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return new Headers(Object.entries(options.headers ?? {}).map(([name, value]) => [name, String(value)])).get(
    "authorization",
  );
}

function isConfigMap(object: Rendered): object is Rendered & V1ConfigMap {
  return object.kind === "ConfigMap";
}

function isEverybody(selector: object | undefined): boolean {
  return selector !== undefined && Object.keys(selector).length === 0;
}
