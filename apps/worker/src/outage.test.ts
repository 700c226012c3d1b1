import { stopRental } from "@worldland/db/commands/stopRental";
import { rentalPauses } from "@worldland/db/schema/rentalPauses";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rentalRow } from "./testing/books.ts";
import { HOLD, lower } from "./testing/vaultMarket.ts";
import { startWalk, type Walk } from "./testing/walk.ts";

let w: Walk;
beforeAll(async () => {
  w = await startWalk({ cluster: { backOffMs: 100 } });
  await w.worker();
  await w.openMarket();
});
afterAll(() => w.close());

const PATIENT = { timeout: 120_000 };

async function running() {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  const row = await w.until("running", id, (one) => one.status === "running" && one.vaultState === "open");
  return { customer, row };
}

test("an SSH server that its tenant kills comes back, and the rental runs on", PATIENT, async () => {
  const { customer, row } = await running();
  expect((await w.ssh(row, "nvidia-smi -L")).stdout).toContain("GPU 0");
  await w.ssh(row, "pkill -KILL sshd").catch(() => undefined);
  // Nobody noticed, or everybody did: either way a later probe is a good one.
  await w.stride(30);
  const later = (await rentalRow(w, row.id)).meter?.lastGoodAt ?? "";
  await w.until(
    "reachable again",
    row.id,
    (one) => (one.meter?.lastGoodAt ?? "") > later && one.meter?.badSince === null,
  );
  expect((await w.ssh(await rentalRow(w, row.id), "echo back")).stdout).toBe("back\n");
  await stopRental(w.db, { rentalId: row.id, by: "customer", wallet: lower(customer.address) });
  await w.until("settled", row.id, (one) => one.settledAt !== null && one.goneAt !== null);
});

test("an SSH server held down pauses the meter, and ten minutes of it end the rental", PATIENT, async () => {
  const { row } = await running();
  // The command's own answer may be held down with it.
  void w.ssh(row, "pkill -STOP sshd").catch(() => undefined);
  await w.until("seen down", row.id, (one) => one.meter?.badSince != null);
  await w.stride(601);
  const ended = await w.until("settled", row.id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(ended).toMatchObject({ endReason: "unreachable", vaultState: "closed" });
  const pauses = (await w.db.select().from(rentalPauses)).filter(({ rentalId }) => rentalId === row.id);
  const paused = pauses.reduce((sum, { from, to }) => sum + (to.getTime() - from.getTime()) / 1000, 0);
  expect(paused).toBeGreaterThanOrEqual(600);
  const lifetime = ((ended.endedAt?.getTime() ?? 0) - (ended.startedAt?.getTime() ?? 0)) / 1000;
  expect((ended.meter?.provenS ?? 0) + paused).toBe(lifetime);
  expect(ended.vaultUsedS).toBeLessThanOrEqual(ended.meter?.provenS ?? 0);
});

test(
  "with the chain away people rent and use; what was owed to the vault follows when it is back",
  PATIENT,
  async () => {
    const customer = await w.customer(HOLD);
    await w.chain.setIntervalMining({ interval: 0 });
    const { id } = await w.click(customer);
    await w.until("running", id, (one) => one.status === "running");
    expect((await rentalRow(w, id)).vaultState).toBe("unopened");
    await w.chain.setIntervalMining({ interval: 1 });
    await w.until("open", id, (one) => one.vaultState === "open");
    await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
    await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  },
);
