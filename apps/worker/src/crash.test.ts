import { readBalance, readHold } from "@worldland/contracts/vault";
import { restartRental } from "@worldland/db/commands/restartRental";
import { stopRental } from "@worldland/db/commands/stopRental";
import { rounds } from "@worldland/testing/rounds";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KillPoint } from "./killPoint.ts";
import { booksOf, intentsOf, transactions } from "./testing/books.ts";
import { HOLD, lower, RATE } from "./testing/vaultMarket.ts";
import { startWalk, type Walk } from "./testing/walk.ts";
import type { TestProcess } from "./testing/workerProcess.ts";

let w: Walk;
beforeAll(async () => {
  w = await startWalk();
  const first = await w.worker();
  await w.openMarket();
  await first.stop();
});
afterAll(() => w.close());

/** A process takes seconds to start, more on a busy machine, and each of these starts several. */
const PATIENT = { timeout: rounds(180_000, 600_000) };

/** Points beyond those that every run of the tests tries. */
function inSoak(...points: readonly KillPoint[]): readonly KillPoint[] {
  return points.slice(0, rounds(0, points.length));
}

/** Workers that each die at their point, one after the other. */
async function dieAt(...points: readonly KillPoint[]): Promise<void> {
  console.log(`workers killed: ${points.join(", ")}`);
  for (const point of points) {
    const worker = await w.worker({ WORLDLAND_KILL_AT: point });
    const { signal } = await worker.process.ended;
    expect(signal, `${point}\n${worker.log()}`).toBe("SIGKILL");
  }
}

/** Also killed after a pod was asked to end for a restart; the next worker finishes that. In soak alone. */
async function dieInRestart(customer: PrivateKeyAccount, id: bigint): Promise<void> {
  const points = inSoak("after_end_pod");
  if (points.length === 0) return;
  await restartRental(w.db, { rentalId: id, wallet: lower(customer.address) });
  await dieAt(...points);
  const next = await w.worker();
  await w.until("another pod", id, (row) => row.restartOf !== null && row.meter?.podUid !== row.restartOf);
  await next.kill();
}

/** From wherever the walk stands to its end with a worker that lives: everything happened once. */
async function walkToEnd(worker: TestProcess, customer: PrivateKeyAccount, id: bigint): Promise<void> {
  await w.until("running and open", id, (row) => row.status === "running" && row.vaultState === "open");
  expect((await w.kube.list()).map(({ rentalId }) => rentalId)).toEqual([id]);
  expect(await readHold(w.client, w.address, id)).toBe(HOLD);
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  await endsOnce(customer, id);
  await worker.stop();
}

async function endsOnce(customer: PrivateKeyAccount, id: bigint): Promise<void> {
  const row = await w.until("settled and gone", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(await w.kube.list()).toEqual([]);
  expect((await intentsOf(w, id)).map(({ kind, state }) => [kind, state])).toEqual([
    ["open", "confirmed"],
    ["close", "confirmed"],
  ]);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD - RATE * BigInt(row.vaultUsedS));
  const books = await booksOf(w, [customer.address, w.provider.address, w.feeRecipient.address], [id]);
  expect(books.ledger).toEqual(books.vault);
  expect(books.sum).toBe(0n);
  const sent = await transactions(w);
  expect(await w.client.getTransactionCount({ address: w.operator.address })).toBe((sent.at(-1)?.nonce ?? -1) + 1);
}

test("killed between any two steps towards the prompt: one workload, one hold, the same end", PATIENT, async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  await dieAt("after_outbox_add", ...inSoak("before_apply"), "after_apply");
  await dieAt(...inSoak("after_provision_record", "before_probe_record"));
  await walkToEnd(await w.worker(), customer, id);
});

test("killed between any two steps of an opening: signed once, mined once", PATIENT, async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  await dieAt(...inSoak("after_plan"), "after_nonce_reserved", "after_send", ...inSoak("after_mirror"));
  await walkToEnd(await w.worker(), customer, id);
});

test("killed between any two steps of the removal: all of it goes, and the vault closes once", PATIENT, async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  const worker = await w.worker();
  await w.until("running and open", id, (row) => row.status === "running" && row.vaultState === "open");
  await worker.kill();
  await dieInRestart(customer, id);
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  await dieAt(...inSoak("before_remove"), "after_remove", ...inSoak("after_gone_record"));
  const last = await w.worker();
  await endsOnce(customer, id);
  await last.stop();
});

test("two workers at once: each rental has one workload, one hold and one settlement", PATIENT, async () => {
  const workers = await Promise.all([w.worker(), w.worker()]);
  const customer = await w.customer(HOLD * 4n);
  const ids: bigint[] = [];
  for (let i = 0; i < 4; i++) ids.push((await w.click(customer)).id);
  for (const id of ids) {
    await w.until("running and open", id, (row) => row.status === "running" && row.vaultState === "open");
  }
  expect((await w.kube.list()).length).toBe(4);
  for (const id of ids) await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  for (const id of ids) {
    await w.until("settled and gone", id, (row) => row.settledAt !== null && row.goneAt !== null);
    expect((await intentsOf(w, id)).map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
  }
  expect(await w.kube.list()).toEqual([]);
  const books = await booksOf(w, [customer.address, w.provider.address], ids);
  expect(books.ledger).toEqual(books.vault);
  for (const worker of workers) expect(await worker.stop()).toBe(0);
});
