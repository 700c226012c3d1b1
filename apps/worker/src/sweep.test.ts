import { rentalSlug } from "@worldland/core/id";
import { newSealKeys, type SealKeys, seal } from "@worldland/core/sealed";
import type { WorkloadAccess } from "@worldland/core/workload";
import { openRental } from "@worldland/db/commands/openRental";
import { quoteRental } from "@worldland/db/commands/quoteRental";
import { stopRental } from "@worldland/db/commands/stopRental";
import { newestCorrections } from "@worldland/db/queries/operator/newestCorrections";
import { liveRentals } from "@worldland/db/queries/worker/liveRentals";
import { orderOf } from "@worldland/db/rows/quoteRow";
import { CLUSTER, clickOf, PROVIDER, SMALLEST, type TestMarket, testMarket, wallet } from "@worldland/db/testMarket";
import { connectCluster } from "@worldland/k8s/connectCluster";
import type { Cluster } from "@worldland/k8s/port";
import { testNode } from "@worldland/testing/localCluster";
import { rounds } from "@worldland/testing/rounds";
import { type SimulatedCluster, startSimulatedCluster } from "@worldland/testing/simulatedCluster";
import { testSshKeys } from "@worldland/testing/sshKeys";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WorkerDeps } from "./deps.ts";
import { createLog } from "./log.ts";
import { reconcileRental } from "./processors/reconcileRental.ts";
import { createSweep, type Sweep } from "./sweep.ts";
import { newMemory } from "./vault/newMemory.ts";

// Rows and cluster are real, the worker's own functions stand between them; only what runs in the pods is not there.

/** Fewer ports than rentals: one that leaked would be missed. */
const PORTS = [30_000, 30_023] as const;
const CUSTOMERS = [wallet(0xc1), wallet(0xc2), wallet(0xc3)];
const SSH = testSshKeys();
const GPU = { model: "RTX 4090", count: 8, vramMb: 24_564 };

let market: TestMarket;
let kube: SimulatedCluster;
let cluster: Cluster;
let deps: WorkerDeps;
let keys: SealKeys;
let sweep: Sweep;
beforeAll(async () => {
  [market, kube, keys] = await Promise.all([
    testMarket(),
    startSimulatedCluster({ nodes: [testNode("node-1", { provider: PROVIDER, gpu: GPU })], nodePortRange: PORTS }),
    newSealKeys(),
  ]);
  cluster = connectCluster({ id: CLUSTER, kubeconfigPath: kube.kubeconfigPath, sshImage: kube.sshImage });
  await market.addNode();
  await market.db.execute(`update clusters set node_port_from = ${PORTS[0]}, node_port_to = ${PORTS[1]}`);
  await market.chain.mine([{ name: "OperatorSet", args: { account: wallet(0x0e), allowed: true } }]);
  for (const customer of CUSTOMERS) await market.deposit(customer, 10n ** 24n);
  deps = workerDeps();
  sweep = createSweep(deps);
});
afterAll(async () => {
  cluster?.close();
  await kube?.close();
  await market?.close();
});

/** The half of a worker that minds the cluster. */
function workerDeps(): WorkerDeps {
  const nobody = () => undefined;
  return {
    db: market.db,
    log: createLog("worker", "silent"),
    cluster,
    get chain(): never {
      throw new Error("no chain here");
    },
    config: { clusterId: CLUSTER, privateKey: keys.privateKey, joinCommand: null },
    memory: newMemory(),
    seen: new Map(),
    leases: new Map(),
    reached: nobody,
    wake: { relay: nobody, vault: nobody, joins: nobody, probe: nobody },
  };
}

async function click(customer: string): Promise<bigint> {
  const { quote } = await quoteRental(market.db, { customer, request: SMALLEST });
  const access: WorkloadAccess = { passwordHash: null, authorizedKeys: [SSH.public], env: {}, onStart: null };
  const sealed = await seal(keys.publicKey, JSON.stringify(access), quote.rentalId.toString());
  const order = { order: orderOf(quote), sealed, imageDigest: kube.image, freeEndsPerHour: 1_000_000 };
  return (await openRental(market.db, clickOf(customer, SMALLEST, order))).id;
}

const reconcile = (id: bigint) => reconcileRental(deps, { rentalId: id.toString() });
const found = async (id: bigint) => (await cluster.list()).find(({ rentalId }) => rentalId === id) ?? null;

let head: Promise<unknown> = Promise.resolve();

/** A chain that stands still makes the worker wait for its money first. */
function nextBlock(): Promise<unknown> {
  head = head.then(() => market.chain.mine([]));
  return head;
}

async function start(customer: string): Promise<bigint> {
  const id = await click(customer);
  await nextBlock();
  await reconcile(id);
  const pod = await until("the pod", async () => {
    const seen = await found(id);
    return seen?.phase === "ready" ? seen : null;
  });
  expect(pod.parts.size).toBe(4);
  await market.start(id);
  return id;
}

async function stop(id: bigint, customer: string): Promise<void> {
  await stopRental(market.db, { rentalId: id, by: "customer", wallet: customer });
  await until("nothing of it", async () => {
    await reconcile(id);
    return !(await liveRentals(market.db)).includes(id);
  });
  expect(await found(id)).toBeNull();
}

const LISTS = [
  ...["pods", "services", "secrets", "configmaps"].map((kind) => `/api/v1/${kind}`),
  "/apis/networking.k8s.io/v1/networkpolicies",
];

/** Names of everything that a rental is made of, whoever's it is. */
async function left(): Promise<readonly string[]> {
  const objects = await Promise.all(
    LISTS.map((path) => kube.admin.call<{ items: { metadata: { name: string } }[] }>({ method: "GET", path })),
  );
  return objects.flatMap(({ items }) =>
    items.map(({ metadata }) => metadata.name).filter((name) => /^rental-/.test(name)),
  );
}

const counter = async () => (await newestCorrections(market.db, 1)).total;

const CYCLES = rounds(40, 10_000);

test("rentals that come and go leave nothing behind, no port either, and there is nothing to set right", {
  timeout: rounds(60_000, 7_200_000),
}, async () => {
  let begun = 0;
  const live = async (customer: string) => {
    while (begun < CYCLES) {
      begun += 1;
      await stop(await start(customer), customer);
      if (begun % 10 === 0) expect(await sweep()).toEqual([]);
    }
  };
  await Promise.all([...CUSTOMERS, ...CUSTOMERS].map(live));
  console.log(`${begun} rentals came and went through ${PORTS[1] - PORTS[0] + 1} ports`);
  expect(await sweep()).toEqual([]);
  expect(await sweep()).toEqual([]);
  expect(await counter()).toBe(0);
  expect(await left()).toEqual([]);
});

test("whatever is left of a rental that is over is found by any of its parts, removed, and counted once", async () => {
  const [customer = ""] = CUSTOMERS;
  const id = await start(customer);
  const objects = await partsOf(id);
  expect(objects.length).toBe(5);
  await stop(id, customer);
  const before = await counter();
  const [secrets, others] = [objects.filter(isSecret), objects.filter((part) => !isSecret(part))];
  for (const { collection, object } of others) {
    const { uid, resourceVersion, ownerReferences, ...metadata } = object.metadata;
    await kube.admin.call({ method: "POST", path: collection, body: { ...object, metadata } });
    // The first look may be at a rental that ends in this moment.
    expect(await sweep()).toEqual([]);
    expect(await sweep(), collection).toMatchObject([{ rentalId: id, kind: "stray" }]);
    await until("it to be gone", async () => (await found(id)) === null);
    expect(await sweep()).toEqual([]);
  }
  expect(await counter()).toBe(before + others.length);
  // A Secret is not looked for: it cannot be without its owner.
  for (const { collection, object } of secrets) {
    const { uid, resourceVersion, ...metadata } = object.metadata;
    await kube.admin.call({ method: "POST", path: collection, body: { ...object, metadata } });
  }
  await until("the secret to be collected", async () => (await left()).length === 0);
});

test("a container that lost its policy or its address gets it back, with the same host key; a pod that is gone is asked for", async () => {
  const [customer = ""] = CUSTOMERS;
  const id = await start(customer);
  const objects = await partsOf(id);
  const hostKey = objects.find(isSecret)?.object;
  for (const lost of ["networkpolicies", "services"]) {
    const { path = "" } = objects.find(({ collection }) => collection.endsWith(lost)) ?? {};
    await kube.admin.call({ method: "DELETE", path });
    expect(await sweep()).toEqual([]);
    const part = lost === "services" ? "service" : "policy";
    expect(await sweep()).toEqual([{ rentalId: id, kind: "incomplete", parts: [part] }]);
    expect((await found(id))?.parts.size).toBe(4);
  }
  const secret = (await partsOf(id)).find(isSecret)?.object;
  expect(secret?.metadata.uid).toBe(hostKey?.metadata.uid);
  const { path = "" } = objects.find(({ collection }) => collection.endsWith("/pods")) ?? {};
  await kube.admin.call({ method: "DELETE", path });
  await until("the pod to be gone", async () => (await found(id))?.parts.has("pod") === false);
  expect(await sweep()).toEqual([]);
  expect(await sweep()).toEqual([{ rentalId: id, kind: "missing", parts: ["pod"] }]);
  await reconcile(id);
  expect((await found(id))?.parts.size).toBe(4);
  await stop(id, customer);
});

type Part = {
  metadata: { uid?: string; name: string; namespace: string; resourceVersion?: string; ownerReferences?: unknown };
};

const isSecret = ({ collection }: { collection: string }) => collection.endsWith("/secrets");

/** A rental's objects, each with the path of its collection and its own. */
async function partsOf(id: bigint): Promise<readonly { collection: string; path: string; object: Part }[]> {
  const name = `rental-${rentalSlug(id)}`;
  const all = await Promise.all(
    LISTS.map(async (list) => {
      const { items } = await kube.admin.call<{ items: Part[] }>({ method: "GET", path: list });
      const cut = list.lastIndexOf("/");
      return items.map((object) => {
        const collection = `${list.slice(0, cut)}/namespaces/${object.metadata.namespace}${list.slice(cut)}`;
        return { collection, path: `${collection}/${object.metadata.name}`, object };
      });
    }),
  );
  return all.flat().filter(({ object }) => object.metadata.name === name);
}
