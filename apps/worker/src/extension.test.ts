import { grantSessionKeyCall } from "@worldland/contracts/calls";
import { readBalance, readHold, readRental } from "@worldland/contracts/vault";
import { setAutoExtension } from "@worldland/db/commands/setAutoExtension";
import { stopRental } from "@worldland/db/commands/stopRental";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { booksOf, historyOf, intentsOf } from "./testing/books.ts";
import { HOLD, lower, RATE } from "./testing/vaultMarket.ts";
import { startWalk, type Walk } from "./testing/walk.ts";

let w: Walk;
beforeAll(async () => {
  w = await startWalk();
  const first = await w.worker();
  await w.openMarket();
  await first.stop();
});
afterAll(() => w.close());

/** Lets time pass in strides that the meter bridges; each ends with a probe, so that every second is proven. */
async function pass(id: bigint, seconds: number, most = 600): Promise<void> {
  for (let left = seconds; left > 0; left -= most) {
    const stride = Math.min(left, most);
    const before = (await w.until("there", id, () => true)).meter?.provenS ?? 0;
    await w.stride(stride);
    await w.until("proven", id, (row) => (row.meter?.provenS ?? 0) >= before + stride || row.endedAt !== null);
  }
}

test("kept running from a budget: warned, extended once by two workers and a killed one, then told and expired", {
  timeout: 180_000,
}, async () => {
  const customer = await w.customer(HOLD * 5n);
  const wallet = lower(customer.address);
  const key = lower(w.key.address);
  const [worker, signer] = [await w.worker(), await w.signer()];
  // Two hours: the rental's first and one more.
  await w.send(customer, grantSessionKeyCall(w.address, { key, spendLimit: HOLD * 2n, expiresAt: 4_000_000_000 }));
  await until("the budget", async () => (await budgetOf(w.db, wallet, key))?.left === HOLD * 2n);
  const rental = await w.click(customer, {}, { sessionKey: key, signature: null });
  const { id } = rental;
  const started = await w.until("open", id, (row) => row.vaultState === "open" && row.status === "running");
  const workload = { ...rental, rentalId: id };
  const podBefore = (await w.kube.observe(workload)).podUid;
  const wanted = { hours: 1, leadS: 1200, until: null };
  await setAutoExtension(w.db, { rentalId: id, customer: wallet, sessionKey: key, wanted });

  await pass(id, 2100);
  await worker.kill();
  await w.stride(270);
  // Dies right after it asked; two others come after it.
  const dying = await w.worker({ WORLDLAND_KILL_AT: "after_auto_extension" });
  await w.stride(30);
  expect((await dying.process.ended).signal).toBe("SIGKILL");
  const workers = await Promise.all([w.worker(), w.worker()]);
  const longer = await w.until("extended", id, (row) => row.durationS === 7200);
  expect(longer.endedAt).toBeNull();
  expect(await readRental(w.client, w.address, id)).toMatchObject({ open: true, maxSeconds: 7200 });
  expect(await readHold(w.client, w.address, id)).toBe(HOLD * 2n);
  expect((await intentsOf(w, id)).filter(({ kind }) => kind === "extend")).toHaveLength(1);
  expect((await w.kube.observe(workload)).podUid).toBe(podBefore);
  await until("the budget to be used up", async () => (await budgetOf(w.db, wallet, key))?.left === 0n);

  // Past the first end: the pod runs on, in the same shell.
  await pass(id, 1800);
  expect((await w.ssh(await w.until("there", id, () => true), "id -un")).stdout.trim()).toBe("root");
  await pass(id, 1800);
  await pass(id, 1250, 250);
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row).toMatchObject({ endReason: "expired", vaultState: "closed" });
  expect(row.endedAt?.getTime()).toBe((started.startedAt?.getTime() ?? 0) + 7_200_000);
  expect(row.vaultUsedS).toBeGreaterThan(7180);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD * 5n - RATE * BigInt(row.vaultUsedS));
  const told = (await historyOf(w, id)).filter((line) => /^(low_runway|auto_ext|extended|ended)/.test(line));
  expect(told).toEqual([
    "auto_extension_requested",
    "extended",
    "low_runway minutes_60",
    "auto_extension_stopped budget",
    "low_runway minutes_15",
    "low_runway minutes_5",
    "ended expired",
  ]);
  const books = await booksOf(w, [customer.address, w.provider.address, w.feeRecipient.address], [id]);
  expect(books.ledger).toEqual(books.vault);
  for (const one of [...workers, signer]) expect(await one.stop()).toBe(0);
});

test("an extension that the vault refuses is told, and the old term stands to its last second", {
  timeout: 120_000,
}, async () => {
  const customer = await w.customer(HOLD * 2n);
  const worker = await w.worker();
  const rental = await w.click(customer);
  const { id } = rental;
  await w.until("open", id, (row) => row.vaultState === "open" && row.status === "running");
  worker.process.child.kill("SIGSTOP");
  await w.extend(customer, id, 7200);
  await w.withdraw(customer, 1n);
  worker.process.child.kill("SIGCONT");
  await until("the refusal", async () => (await historyOf(w, id)).includes("extension_refused InsufficientBalance"));
  expect(await w.until("there", id, () => true)).toMatchObject({ durationS: 3600, endedAt: null });
  expect(await readHold(w.client, w.address, id)).toBe(HOLD);
  // Signed anew with the money there, the same extension goes through.
  await w.deposit(customer, 1n);
  await w.extend(customer, id, 7200);
  await w.until("extended", id, (row) => row.durationS === 7200);
  expect(await readHold(w.client, w.address, id)).toBe(HOLD * 2n);
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  const books = await booksOf(w, [customer.address, w.provider.address], [id]);
  expect(books.ledger).toEqual(books.vault);
  await worker.stop();
});
