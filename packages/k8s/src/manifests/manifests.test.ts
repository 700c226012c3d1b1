import type { V1Container, V1Pod } from "@kubernetes/client-node";
import { newRentalId } from "@worldland/core/id";
import type { WorkloadSpec } from "@worldland/core/workload";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namespaceOf } from "../names.ts";
import { checkSpec } from "./checkSpec.ts";
import { namespaceManifest } from "./namespace.ts";
import { networkPolicyManifest } from "./networkPolicy.ts";
import { ownerManifest } from "./owner.ts";
import { podManifest } from "./pod.ts";
import { secretManifest } from "./secret.ts";
import { serviceManifest } from "./service.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const SSH_IMAGE = `worldland/ssh@${DIGEST}`;
const HASH = `$2b$10$${"a".repeat(53)}`;
const OWNER = "3f0c0ffe-0000-4000-8000-000000000001";

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const anyAddress = hex(40).map((digits) => `0x${digits}`);
/** Everything that a person can type, line breaks, quotes and dollar signs included. */
const typed = fc.string({ unit: "binary", maxLength: 60 });

const anySpec: fc.Arbitrary<WorkloadSpec> = fc.record({
  clusterId: fc.constant("default"),
  rentalId: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
  customer: anyAddress,
  provider: anyAddress,
  nodeName: fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/),
  image: fc.constantFrom(`nvidia/cuda@${DIGEST}`, `ghcr.io/a-b/c_d.e@${DIGEST}`, `localhost:5000/x@${DIGEST}`),
  gpuCount: fc.integer({ min: 1, max: 8 }),
  cpuCores: fc.integer({ min: 2, max: 64 }),
  memoryGb: fc.integer({ min: 8, max: 256 }),
  storageGb: fc.integer({ min: 20, max: 500 }),
  nodePort: fc.integer({ min: 30_000, max: 32_767 }),
  access: fc.record({
    passwordHash: fc.constant(HASH),
    authorizedKeys: fc.array(fc.constant("ssh-ed25519 AAAA someone's key"), { maxLength: 3 }),
    env: fc.dictionary(typed, typed, { maxKeys: 4 }),
    onStart: fc.option(typed),
  }),
});

function manifestsOf(spec: WorkloadSpec) {
  return {
    namespace: namespaceManifest(spec),
    owner: ownerManifest(spec),
    secret: secretManifest(spec, "host key", OWNER),
    service: serviceManifest(spec, OWNER),
    policy: networkPolicyManifest(spec, OWNER, ["8.8.4.4/32"]),
    pod: podManifest(spec, { sshImage: SSH_IMAGE }, OWNER),
  };
}

function containersOf(pod: V1Pod): V1Container[] {
  return [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
}

describe("whatever was rented", () => {
  it("a container gets no more of its node than was paid for, and neither host nor privileges", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const { pod, namespace } = manifestsOf(spec);
        const shape = pod.spec;
        expect([shape?.hostNetwork, shape?.hostPID, shape?.hostIPC, shape?.serviceAccountName]).toEqual(
          Array(4).fill(undefined),
        );
        expect([shape?.automountServiceAccountToken, shape?.enableServiceLinks]).toEqual([false, false]);
        expect(shape?.securityContext?.seccompProfile?.type).toBe("RuntimeDefault");
        for (const volume of shape?.volumes ?? [])
          expect(
            Object.keys(volume)
              .filter((key) => key !== "name")
              .join(),
          ).toMatch(/^(emptyDir|secret)$/);
        for (const { securityContext: context, resources, env, command } of containersOf(pod)) {
          expect([context?.privileged, context?.allowPrivilegeEscalation]).toEqual([false, false]);
          expect(context?.capabilities?.drop).toEqual(["ALL"]);
          expect(context?.capabilities?.add ?? []).not.toContain("SYS_ADMIN");
          expect(resources?.requests).toEqual(resources?.limits);
          expect(env).toBe(undefined);
          expect(command ?? []).toEqual(command === undefined ? [] : ["/worldland/entry"]);
        }
        expect(shape?.containers[0]?.resources?.limits).toEqual({
          cpu: `${spec.cpuCores}`,
          memory: `${spec.memoryGb}Gi`,
          "ephemeral-storage": `${spec.storageGb}Gi`,
          "nvidia.com/gpu": `${spec.gpuCount}`,
        });
        expect(namespace.metadata?.labels?.["pod-security.kubernetes.io/enforce"]).toBe("baseline");
      }),
    );
  });

  it("it runs on the provider's node and nowhere else, from images by digest", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const { pod } = manifestsOf(spec);
        expect(pod.spec?.nodeSelector).toEqual({
          "kubernetes.io/hostname": spec.nodeName,
          "node-restriction.kubernetes.io/worldland-provider": spec.provider,
        });
        for (const { image } of containersOf(pod)) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
      }),
    );
  });

  it("what a person typed is in the Secret's data alone, byte for byte", () => {
    fc.assert(
      fc.property(anySpec, fc.uuid(), (plain, mark) => {
        const env = { ...plain.access.env, MARK: `$(${mark})` };
        const spec = { ...plain, access: { ...plain.access, env, onStart: `\n#!${mark}\n` } };
        const { secret, ...others } = manifestsOf(spec);
        expect(JSON.stringify(others)).not.toContain(mark);
        const read = (key: string) => Buffer.from(secret.data?.[key] ?? "", "base64").toString("utf8");
        expect(JSON.parse(read("env.json"))).toEqual(env);
        expect(read("on_start")).toBe(spec.access.onStart);
        expect(secret.immutable).toBe(true);
      }),
    );
  });

  it("every object has the owner's name, hangs on it, and is found by the rental's label", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const { namespace: _shared, owner, ...owned } = manifestsOf(spec);
        for (const { metadata } of Object.values(owned)) {
          expect(metadata?.name).toBe(owner.metadata?.name);
          expect(metadata?.namespace).toBe(namespaceOf(spec.customer));
          expect(metadata?.labels).toMatchObject(owner.metadata?.labels ?? {});
          expect(metadata?.ownerReferences).toEqual([
            { apiVersion: "v1", kind: "ConfigMap", name: owner.metadata?.name, uid: OWNER, controller: true },
          ]);
        }
      }),
    );
  });

  it("in comes SSH and nothing else, out goes nothing to private ranges, nodes or mail", () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const { policy, service } = manifestsOf(spec);
        expect(policy.spec?.ingress).toEqual([{ ports: [{ protocol: "TCP", port: 22 }] }]);
        const [egress, ...more] = policy.spec?.egress ?? [];
        expect(more).toEqual([]);
        const [v4, v6] = egress?.to?.map(({ ipBlock }) => ipBlock) ?? [];
        for (const closed of ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "169.254.0.0/16", "8.8.4.4/32"])
          expect(v4?.except).toContain(closed);
        expect(v6?.cidr).toBe("2000::/3");
        const tcp = egress?.ports?.filter(({ protocol }) => protocol === "TCP") ?? [];
        expect(tcp.some(({ port, endPort }) => Number(port) <= 25 && (endPort ?? Number(port)) >= 25)).toBe(false);
        expect(service.spec?.ports).toMatchObject([{ port: 22, targetPort: 22, nodePort: spec.nodePort }]);
        expect(policy.spec?.podSelector?.matchLabels).toEqual(service.spec?.selector);
      }),
    );
  });
});

describe("what is not exactly of its form", () => {
  const good: WorkloadSpec = {
    clusterId: "default",
    rentalId: newRentalId(new Date(0)) + 1n,
    customer: `0x${"1".repeat(40)}`,
    provider: `0x${"2".repeat(40)}`,
    nodeName: "node-a",
    image: `nvidia/cuda@${DIGEST}`,
    gpuCount: 1,
    cpuCores: 2,
    memoryGb: 8,
    storageGb: 20,
    nodePort: 30_000,
    access: { passwordHash: HASH, authorizedKeys: [], env: {}, onStart: null },
  };

  it.each<[string, Partial<WorkloadSpec>]>([
    ["a tag for an image", { image: "nvidia/cuda:latest" }],
    ["an image with a shell in it", { image: `nvidia/cuda;id@${DIGEST}` }],
    ["an address with capitals", { customer: `0x${"A".repeat(40)}` }],
    ["an address that is a path", { provider: "0x../../kube-system" }],
    ["a node that is a selector", { nodeName: "a,b" }],
    ["half a GPU", { gpuCount: 0.5 }],
    ["no GPU", { gpuCount: 0 }],
    ["not a number", { memoryGb: Number.NaN }],
    ["a port that is none", { nodePort: 70_000 }],
    ["a rental without a number", { rentalId: 0n }],
    ["nobody who could log in", { access: { ...good.access, passwordHash: null } }],
    ["a password that is no hash", { access: { ...good.access, passwordHash: "secret" } }],
    ["a second line in a key", { access: { ...good.access, authorizedKeys: ["ssh-ed25519 A\nssh-rsa B"] } }],
  ])("is refused before anything is sent: %s", (_what, change) => {
    expect(() => checkSpec(good)).not.toThrow();
    expect(() => checkSpec({ ...good, ...change })).toThrow(
      expect.objectContaining({ code: "invalid_spec", retry: "never" }),
    );
  });
});
