import { grantSessionKeyCall } from "@worldland/contracts/calls";
import { readBalance, readHold, readRental } from "@worldland/contracts/vault";
import { setAutoExtension } from "@worldland/db/commands/setAutoExtension";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { booksOf, historyOf, intentsOf } from "./testing/books.ts";
import { HOLD, lower, RATE } from "./testing/vaultMarket.ts";
import { startWalk, type Walk } from "./testing/walk.ts";
import type { TestProcess } from "./testing/workerProcess.ts";

let w: Walk;
let worker: TestProcess;
beforeAll(async () => {
  w = await startWalk();
  worker = await w.worker();
  await w.openMarket();
});
afterAll(() => w.close());

test("kept running from a budget: extended once by two workers and a killed one, then warned, told and expired", {
  timeout: 180_000,
}, async () => {
  const customer = await w.customer(HOLD * 5n);
  const wallet = lower(customer.address);
  const key = lower(w.key.address);
  const signer = await w.signer();
  // Two hours: the rental's first and one more.
  await w.send(customer, grantSessionKeyCall(w.address, { key, spendLimit: HOLD * 2n, expiresAt: 4_000_000_000 }));
  const left = async () => (await budgetOf(w.db, wallet, key))?.left;
  await until("the budget", async () => (await left()) === HOLD * 2n);
  const rental = await w.click(customer, {}, { sessionKey: key, signature: null });
  const { id } = rental;
  const workload = { ...rental, rentalId: id };
  const told = async (line: string) => until(line, async () => (await historyOf(w, id)).includes(line));
  const started = await w.until("open", id, (row) => row.vaultState === "open" && row.status === "running");
  const podBefore = (await w.kube.observe(workload)).podUid;
  const wanted = { hours: 1, leadS: 1200, until: null };
  await setAutoExtension(w.db, { rentalId: id, customer: wallet, sessionKey: key, wanted });

  await worker.kill();
  await w.stride(2410);
  // It dies right after it has asked; two others come after it.
  const dying = await w.worker({ WORLDLAND_KILL_AT: "after_auto_extension" });
  expect((await dying.process.ended).signal).toBe("SIGKILL");
  const workers = await Promise.all([w.worker(), w.worker()]);
  expect((await w.until("extended", id, (row) => row.durationS === 7200)).endedAt).toBeNull();
  expect(await readRental(w.client, w.address, id)).toMatchObject({ open: true, maxSeconds: 7200 });
  expect(await readHold(w.client, w.address, id)).toBe(HOLD * 2n);
  expect((await intentsOf(w, id)).filter(({ kind }) => kind === "extend")).toHaveLength(1);
  await until("the budget to be used up", async () => (await left()) === 0n);

  // Past its first end the same pod runs on.
  await w.stride(1700);
  await told("low_runway minutes_60");
  expect((await w.ssh(await w.until("there", id, () => true), "id -un")).stdout.trim()).toBe("root");
  expect((await w.kube.observe(workload)).podUid).toBe(podBefore);
  await w.stride(1900);
  await told("auto_extension_stopped budget");
  await w.stride(350);
  await told("low_runway minutes_15");
  await w.stride(600);
  await told("low_runway minutes_5");
  await w.stride(300);
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row).toMatchObject({ endReason: "expired", vaultState: "closed" });
  expect(row.endedAt?.getTime()).toBe((started.startedAt?.getTime() ?? 0) + 7_200_000);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD * 5n - RATE * BigInt(row.vaultUsedS));
  expect((await historyOf(w, id)).filter((line) => /^(low_runway|auto_ext|extended|ended)/.test(line))).toEqual([
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
