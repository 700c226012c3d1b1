import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBalance } from "@worldland/contracts/vault";
import { newSealKeys, open } from "@worldland/core/sealed";
import { askNodeJoin } from "@worldland/db/commands/askNodeJoin";
import { setMaintenance } from "@worldland/db/commands/setMaintenance";
import { takeJoinLine } from "@worldland/db/commands/takeJoinLine";
import { offersOfNode } from "@worldland/db/queries/worker/offersOfNode";
import { startGuarded } from "@worldland/testing/guardedProcess";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lower, RATE } from "./testing/vaultMarket.ts";
import { startWalk, WALK_CLUSTER, WALK_NODE, type Walk } from "./testing/walk.ts";

let w: Walk;
let state: string;
beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), "worldland-join-"));
  w = await startWalk();
  await w.worker();
  await w.openMarket();
});
afterAll(async () => {
  await w.close();
  await rm(state, { recursive: true, force: true });
});

/** Asks for a line as the page does, and pastes it. */
async function joinByLine() {
  const provider = lower(w.provider.address);
  const page = await newSealKeys();
  const { nodeName } = await askNodeJoin(w.db, { provider, clusterId: WALK_CLUSTER, sealedTo: page.publicKey });
  const sealed = await until("the line", () => takeJoinLine(w.db, { provider, nodeName }));
  expect(await takeJoinLine(w.db, { provider, nodeName })).toBeNull();
  const line = await open(page.privateKey, sealed, nodeName);
  const [variable = "", command = "", ...args] = line.split(" ");
  const [name = "", token = ""] = variable.split("=");
  expect(args.join(" ")).not.toContain(token);
  const machine = await startGuarded(command, [...args, "--state", state], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, [name]: token },
    stdio: "ignore",
  });
  return { nodeName, machine };
}

test("a node joins by its one line, is rented, and dies: only proven seconds are charged", {
  timeout: 240_000,
}, async () => {
  const { nodeName, machine } = await joinByLine();
  const key = { clusterId: WALK_CLUSTER, nodeName };
  const offered = async () => (await offersOfNode(w.db, key)).length > 0;
  await until("the new node's offer", offered, { deadlineMs: 60_000 });
  // Only the new node is left to rent, at the cluster's default price.
  const provider = lower(w.provider.address);
  await setMaintenance(w.db, { provider, clusterId: WALK_CLUSTER, name: WALK_NODE, on: true });

  const customer = await w.customer(DEFAULT_HOLD);
  const { id, ratePerSecond, nodeName: rented } = await w.click(customer);
  expect(rented).toBe(nodeName);
  expect(ratePerSecond).not.toBe(RATE);
  await w.until("running and open", id, (row) => row.status === "running" && row.vaultState === "open");
  await w.until("metered", id, (row) => (row.meter?.provenS ?? 0) > 0);
  machine.child.kill("SIGKILL");
  const died = performance.now();
  await w.until("waiting for its node", id, (row) => row.nodeLostAt !== null, 90_000);
  const noticedS = (performance.now() - died) / 1000;
  console.log(`a dead node is noticed after ${noticedS.toFixed(1)} s`);
  expect(noticedS).toBeLessThanOrEqual(45);
  await w.stride(121);
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null, 90_000);
  expect(row.endReason).toBe("node_lost");
  expect(row.vaultUsedS).toBeLessThanOrEqual(row.meter?.provenS ?? 0);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(
    DEFAULT_HOLD - ratePerSecond * BigInt(row.vaultUsedS),
  );
  await machine.ended;
});

/** An hour at the cluster's default price of 0.4 WL. */
const DEFAULT_HOLD = (400_000_000_000_000_000n / 3600n) * 3600n;
