import { stopRental } from "@worldland/db/commands/stopRental";
import { rentalPauses } from "@worldland/db/schema/rentalPauses";
import { rounds } from "@worldland/testing/rounds";
import { type Line, testLine } from "@worldland/testing/testLine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { booksOf, rentalRow } from "./testing/books.ts";
import { HOLD, lower } from "./testing/vaultMarket.ts";
import { startWalk, type Walk } from "./testing/walk.ts";
import type { TestProcess } from "./testing/workerProcess.ts";

let w: Walk;
/** Between the worker and Postgres. */
let line: Line;
let worker: TestProcess;
beforeAll(async () => {
  w = await startWalk({ cluster: { backOffMs: 100 } });
  line = await testLine(w.url);
  worker = await w.worker({ DATABASE_URL: line.url });
  await w.openMarket();
});
afterAll(async () => {
  await w.close();
  await line.close();
});

const PATIENT = { timeout: rounds(120_000, 300_000) };

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

/** How long Postgres is away in the middle of a walk, in ms. */
const AWAY_MS = rounds(3, 30) * 1000;

test(
  "a worker lives through Postgres being refused or silent, and the walk goes on when it is back",
  PATIENT,
  async () => {
    const away = async (state: "refused" | "silent") => {
      await line.become(state);
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      await line.become("up");
    };
    const customer = await w.customer(HOLD);
    const { id } = await w.click(customer);
    await away("refused");
    await w.until("running and open", id, (one) => one.status === "running" && one.vaultState === "open");
    await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
    await away("silent");
    const ended = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
    expect(ended.endReason).toBe("stopped_by_customer");
    expect(await w.kube.list()).toEqual([]);
    const books = await booksOf(w, [customer.address, w.provider.address, w.feeRecipient.address], [id]);
    expect(books.ledger).toEqual(books.vault);
    expect(worker.process.child.exitCode).toBeNull();
    console.log(`Postgres away from the worker: twice ${AWAY_MS / 1000} s`);
  },
);
