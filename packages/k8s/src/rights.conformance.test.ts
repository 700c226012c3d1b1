import { newNodeName } from "@worldland/core/id";
import { requestTestCertificate } from "@worldland/testing/joinNode";
import { TEST_PROVIDER, testNode } from "@worldland/testing/localCluster";
import { until } from "@worldland/testing/until";
import { isWorker, type Right, workerRights } from "@worldland/testing/workerRights";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster, NodeJoin } from "./port.ts";
import { type ConformanceCluster, conformanceCluster } from "./test/conformanceCluster.ts";
import { testSpec } from "./test/testSpec.ts";

// The account that the worker has in deploy/platform does everything that the port can do, once. Nothing is refused, so
// nothing is missing there; what was never asked for is left over. The other suites run as this account too.

type Asked = Right & { readonly name: string };

const asked: Asked[] = [];
let under: ConformanceCluster;

beforeAll(async () => {
  under = await conformanceCluster({
    nodes: [testNode("node-a")],
    audit(user, { verb, group, resource, subresource, namespace, name }) {
      const whole = subresource === "" ? resource : `${resource}/${subresource}`;
      if (isWorker(user)) asked.push({ verb, group, resource: whole, namespace, name });
    },
  });
});

afterAll(async () => {
  await under?.close();
});

it("the worker's roles grant what the port asks for, and nothing that it does not", async (context) => {
  if (under.local === null) return context.skip("What a real API server was asked is in its own audit log.");
  for (const use of Object.values(USES)) await use(under.cluster);
  for (const use of Object.values(JOIN_USES)) await use(under.cluster.join);
  const left = workerRights().filter((right) => !asked.some((one) => isUse(one, right)));
  expect(left, "never asked for: take it out of deploy/platform/base/rights.yaml").toEqual([]);
});

it("it writes where bounds.yaml lets it, and nowhere else", () => {
  const writes = asked.filter(({ verb }) => ["create", "patch", "update", "delete"].includes(verb));
  expect(writes.length).toBeGreaterThan(20);
  const outside = writes.filter(({ resource, namespace, name }) => {
    if (resource === "namespaces") return !name.startsWith("customer-");
    if (resource === "secrets" && namespace === "kube-system") return !name.startsWith("bootstrap-token-");
    return namespace !== "" && namespace !== null && !namespace.startsWith("customer-");
  });
  expect(outside).toEqual([]);
});

const bare = () => ({ image: under.image, nodeName: under.nodeName, provider: under.provider });

/** Everything that the port can do, each once: a use that is missing here does not compile. */
const USES = {
  id: () => undefined,
  async apply(cluster) {
    const spec = testSpec({ ...bare(), nodePort: under.nextPort() });
    const watching = new AbortController();
    const seen: string[] = [];
    const watch = cluster.watchWorkloads(({ phase }) => seen.push(phase), watching.signal);
    expect(await cluster.apply(spec)).toEqual(await cluster.apply(spec));
    await until("the watch to see it", () => seen.includes("ready"), { deadlineMs: 60_000 });
    watching.abort();
    await watch;
    expect(await cluster.list()).toHaveLength(1);
    const { phase, podUid } = await cluster.observe(spec);
    expect(phase).toBe("ready");
    await cluster.logs(spec, { tail: 10, since: null });
    await cluster.usage(under.nodeName);
    await cluster.endPod(spec, podUid ?? "");
    await until("nothing to be left", () => cluster.remove(spec), { deadlineMs: 60_000 });
  },
  remove: () => undefined,
  observe: () => undefined,
  list: () => undefined,
  watchWorkloads: () => undefined,
  logs: () => undefined,
  usage: () => undefined,
  endPod: () => undefined,
  nodes: (cluster) => cluster.nodes(),
  async watchNodes(cluster) {
    const watching = new AbortController();
    let leases = 0;
    const watch = cluster.watchNodes(({ leaseRenewTime }) => {
      if (leaseRenewTime !== null) leases += 1;
    }, watching.signal);
    await until("the node's lease", () => leases > 0 && asked.some(isWatch("leases")) && asked.some(isWatch("nodes")));
    watching.abort();
    await watch;
  },
  async setCordoned(cluster) {
    await cluster.setCordoned(under.nodeName, true);
    await cluster.setCordoned(under.nodeName, false);
  },
  join: () => undefined,
  ping: (cluster) => cluster.ping(),
  close: () => undefined,
} satisfies Record<keyof Cluster, (cluster: Cluster) => unknown>;

const JOIN_USES = {
  async createToken(join) {
    const nodeName = newNodeName();
    const token = await join.createToken({ nodeName, provider: TEST_PROVIDER, ttlS: 600 });
    const expected = { nodeName, provider: TEST_PROVIDER, tokenId: token.tokenId };
    const { server, caPem } = token;
    const request = requestTestCertificate({ server, caPem, credentials: token, nodeName, waitMs: 30_000 });
    const approved = async () => (await join.approvePending([expected])).includes(nodeName);
    await until("the request", approved, { deadlineMs: 30_000 });
    expect(await request).toContain(`system:node:${nodeName}`);
  },
  approvePending: () => undefined,
  revokeToken: () => undefined,
  // The node of the local cluster is claimed already; another's name for it is refused by us, not by the server.
  claim: (join) =>
    expect(join.claim(under.nodeName, `0x${"cd".repeat(20)}`)).rejects.toMatchObject({ code: "conflict" }),
} satisfies Record<keyof NodeJoin, (join: NodeJoin) => unknown>;

function isWatch(resource: string): (one: Asked) => boolean {
  return (one) => one.verb === "watch" && one.resource === resource;
}

function isUse(one: Asked, right: Right): boolean {
  const isPlace = right.namespace === null || right.namespace === one.namespace;
  return isPlace && one.verb === right.verb && one.group === right.group && one.resource === right.resource;
}
