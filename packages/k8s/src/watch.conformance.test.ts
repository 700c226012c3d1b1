import type { NodeObservation, WorkloadSpec } from "@worldland/core/workload";
import { testNode } from "@worldland/testing/localCluster";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, type TestContext } from "vitest";
import { type ConformanceCluster, conformanceCluster } from "./test/conformanceCluster.ts";
import { testSpec } from "./test/testSpec.ts";
import type { SeenWorkload } from "./workload/watchWorkloads.ts";

const LOCAL_ONLY = "A real cluster's connections, changes and nodes are nobody's to break.";
let under: ConformanceCluster;

beforeAll(async () => {
  under = await conformanceCluster({ nodes: [testNode("node-a"), testNode("node-b")] });
});

afterAll(async () => {
  await under?.close();
});

describe("a watch over workloads", () => {
  it("tells of a workload from its beginning to its end", async () => {
    const seen = watching();
    const spec = specOf();
    await under.cluster.apply(spec);
    await untilPhase(seen, spec, "ready");
    await removeWhole(spec);
    await untilPhase(seen, spec, "absent");
    const phases = seen.filter(({ rentalId }) => rentalId === spec.rentalId).map(({ phase }) => phase);
    expect(phases[0]).toBe("pending");
    expect(phases).toEqual([...phases].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    expect(seen.find(({ rentalId }) => rentalId === spec.rentalId)?.customer).toBe(spec.customer);
  });

  it("goes on after broken connections, and tells what happened meanwhile", async (context) => {
    const controlPlane = localOrSkip(context);
    const seen = watching();
    const spec = specOf();
    await under.cluster.apply(spec);
    await untilPhase(seen, spec, "ready");
    for (let times = 0; times < 3; times++) controlPlane.dropConnections();
    await removeWhole(spec);
    await untilPhase(seen, spec, "absent");
  });

  it("goes on after its place was forgotten (410), and tells of the end of what it had seen", async (context) => {
    const controlPlane = localOrSkip(context);
    const seen = watching();
    const spec = specOf();
    await under.cluster.apply(spec);
    await untilPhase(seen, spec, "ready");
    controlPlane.dropConnections();
    controlPlane.forgetChanges();
    await removeWhole(spec);
    controlPlane.forgetChanges();
    await untilPhase(seen, spec, "absent");
  });
});

describe("a watch over nodes", () => {
  it("shows a lost node by a lease that stays the same, while others renew theirs", async (context) => {
    localOrSkip(context);
    const seen: NodeObservation[] = [];
    const stop = new AbortController();
    const watch = under.cluster.watchNodes((node) => seen.push(node), stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await watch;
    });
    const renewals = (name: string) => new Set(seen.filter((node) => node.name === name).map(leaseOf)).size;
    await until("both nodes", () => renewals("node-a") > 0 && renewals("node-b") > 0);
    await under.local?.killNode("node-b");
    const before = { a: renewals("node-a"), b: renewals("node-b") };
    await until("the living to renew", () => renewals("node-a") > before.a + 1, { deadlineMs: 40_000 });
    expect(renewals("node-b")).toBe(before.b);
    expect((await under.cluster.nodes()).find(({ name }) => name === "node-b")?.leaseRenewTime).toBe(
      seen.findLast(({ name }) => name === "node-b")?.leaseRenewTime,
    );
    await under.local?.addNode(testNode("node-b"));
    await until("it to be back", () => renewals("node-b") > before.b);
  });
});

const ORDER = ["pending", "ready", "terminating", "absent"];

function watching(): SeenWorkload[] {
  const seen: SeenWorkload[] = [];
  const stop = new AbortController();
  const watch = under.cluster.watchWorkloads((workload) => seen.push(workload), stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await watch;
  });
  return seen;
}

async function untilPhase(seen: readonly SeenWorkload[], spec: WorkloadSpec, phase: string): Promise<void> {
  const last = () => seen.findLast(({ rentalId }) => rentalId === spec.rentalId);
  await until(`the watch to say ${phase}`, () => last()?.phase === phase, { deadlineMs: 30_000 });
}

function localOrSkip(context: TestContext) {
  if (under.local === null) return context.skip(LOCAL_ONLY);
  return under.local.controlPlane;
}

function specOf(): WorkloadSpec {
  const { image, nodeName, provider } = under;
  return testSpec({ image, nodeName, provider, nodePort: under.nextPort() });
}

async function removeWhole(spec: WorkloadSpec): Promise<void> {
  await until("nothing to be left", () => under.cluster.remove(spec), { deadlineMs: 60_000 });
}

function leaseOf({ leaseRenewTime }: NodeObservation): string | null {
  return leaseRenewTime;
}
