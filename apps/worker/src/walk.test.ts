import { grantSessionKeyCall } from "@worldland/contracts/calls";
import { readBalance, readRental } from "@worldland/contracts/vault";
import { writeTicket } from "@worldland/core/workloadTicket";
import { readClock } from "@worldland/db/clock";
import { restartRental } from "@worldland/db/commands/restartRental";
import { stopRental } from "@worldland/db/commands/stopRental";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { rentalHistory } from "@worldland/db/queries/rentals/rentalHistory";
import { usageOfRental } from "@worldland/db/queries/rentals/usageOfRental";
import { workerEndpoints } from "@worldland/db/schema/workerEndpoints";
import { until } from "@worldland/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { booksOf, intentsOf } from "./testing/books.ts";
import { HOLD, lower, RATE } from "./testing/vaultMarket.ts";
import { startWalk, type Walk } from "./testing/walk.ts";
import type { TestProcess } from "./testing/workerProcess.ts";

const SECRET = "a secret of the test, which is long enough";
let w: Walk;
let worker: TestProcess;
beforeAll(async () => {
  w = await startWalk();
  worker = await w.worker({ WORKLOAD_PORT: "0", WORKLOAD_SECRET: SECRET });
  await w.openMarket();
});
afterAll(() => w.close());

test("from the click to a reachable prompt, opened in the vault, stopped, paid to the unit, and nothing left", async () => {
  const customer = await w.customer(HOLD);
  const before = await readBalance(w.client, w.address, w.provider.address);
  const clicked = performance.now();
  const { id } = await w.click(customer);
  await w.until("running", id, (row) => row.status === "running");
  console.log(`click to reachable: ${Math.round(performance.now() - clicked)} ms`);
  await w.until("open", id, (row) => row.vaultState === "open");
  await w.until("metered", id, (row) => (row.meter?.provenS ?? 0) > 0);
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row).toMatchObject({ status: "ended", endReason: "stopped_by_customer", vaultState: "closed" });
  const charge = RATE * BigInt(row.vaultUsedS);
  const fee = (charge * 500n) / 10_000n;
  expect(row.vaultUsedS).toBeGreaterThan(0);
  expect(await readBalance(w.client, w.address, w.provider.address)).toBe(before + charge - fee);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD - charge);
  expect(await readRental(w.client, w.address, id)).toMatchObject({ open: false, usedSeconds: row.vaultUsedS });
  const books = await booksOf(w, [customer.address, w.provider.address, w.feeRecipient.address], [id]);
  expect(books.ledger).toEqual(books.vault);
  expect((await intentsOf(w, id)).map(({ kind, state }) => [kind, state])).toEqual([
    ["open", "confirmed"],
    ["close", "confirmed"],
  ]);
});

test("stopped while it provisions: nothing is charged and nothing is left", async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row.vaultUsedS).toBe(0);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD);
});

/** The rental's log as the API asks the worker for it, or the status it answers. */
async function logsOf(rentalId: bigint, wallet: string, secret = SECRET): Promise<string> {
  const [row] = await w.db.select().from(workerEndpoints);
  const ticket = await writeTicket(secret, { rentalId, wallet, use: "logs" }, await readClock(w.db));
  const response = await fetch(`${row?.url}/logs?tail=50`, { headers: { authorization: `Bearer ${ticket}` } });
  return response.ok ? await response.text() : String(response.status);
}

test("restarted: another pod behind the same address and host key; the pause is seen, and what it uses is kept", async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer, { onStart: "echo said by the customer" });
  const before = await w.until("running", id, (row) => row.status === "running" && row.vaultState === "open");
  const first = before.meter?.podUid ?? "";
  expect((await w.ssh(before, "touch /root/mark; ls /root")).stdout).toBe("mark\n");
  const lines = await until("the log", async () => (await logsOf(id, lower(customer.address))).includes("said by"));
  expect(lines).toBe(true);
  expect(await logsOf(id, lower(w.provider.address))).toBe("404");
  expect(await logsOf(id, lower(customer.address), "another secret, which is long enough too")).toBe("401");
  await restartRental(w.db, { rentalId: id, wallet: lower(customer.address) });
  expect((await restartRental(w.db, { rentalId: id, wallet: lower(customer.address) })).status).toBe("ignored");
  await w.until("paused", id, (row) => row.restartOf === first && row.meter?.badSince != null);
  await until("the other pod", async () => {
    const { podUid, phase } = await w.kube.observe({ ...before, rentalId: id });
    return phase === "ready" && podUid !== first;
  });
  await w.stride(10);
  const after = await w.until("reachable", id, ({ meter }) => meter?.badSince === null && meter.podUid !== first);
  expect(after).toMatchObject({
    status: "running",
    sshHostKey: before.sshHostKey,
    sshPort: before.sshPort,
    crashes: [],
  });
  expect((await w.ssh(after, "ls /root")).stdout).toBe("");
  const history = (await rentalHistory(w.db, lower(customer.address), id)) ?? [];
  expect(history.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["restart_requested", "paused", "resumed"]));
  const used = async () =>
    (await usageOfRental(w.db, { customer: lower(customer.address), rentalId: id, minutes: 60 }))?.points.at(-1);
  await until("what it uses", async () => ((await used())?.memoryBytes ?? 0) > 0, { deadlineMs: 20_000 });
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  await w.until("settled", id, (row) => row.settledAt !== null && row.goneAt !== null);
  expect(await w.kube.list()).toEqual([]);
});

test("money withdrawn between click and block: the order is refused, and what had begun to run is gone", async () => {
  const customer = await w.customer(HOLD);
  worker.process.child.kill("SIGSTOP");
  const { id } = await w.click(customer);
  await w.withdraw(customer, 1n);
  worker.process.child.kill("SIGCONT");
  const row = await w.until("over", id, (one) => one.goneAt !== null && one.settledAt !== null);
  expect(row).toMatchObject({ endReason: "order_refused", vaultState: "refused", vaultUsedS: 0 });
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD - 1n);
  expect(await accountOf(w.db, lower(customer.address))).toMatchObject({ available: HOLD - 1n, held: 0n });
  const books = await booksOf(w, [customer.address, w.provider.address, w.feeRecipient.address], [id]);
  expect(books.ledger).toEqual(books.vault);
  expect(await w.kube.list()).toEqual([]);
});

test("a rental expires by itself at the second its term ends, and its whole term is charged", {
  timeout: 120_000,
}, async () => {
  const customer = await w.customer(HOLD);
  const { id } = await w.click(customer);
  const started = await w.until("open", id, (row) => row.vaultState === "open" && row.status === "running");
  for (let passed = 0; passed < 3600; passed += 600) {
    const before = (await w.until("there", id, () => true)).meter?.provenS ?? 0;
    await w.stride(600);
    await w.until("proven", id, (row) => (row.meter?.provenS ?? 0) >= before + 600 || row.endedAt !== null);
  }
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  expect(row).toMatchObject({ endReason: "expired", status: "ended", vaultState: "closed" });
  expect(row.endedAt?.getTime()).toBe((started.startedAt?.getTime() ?? 0) + 3_600_000);
  expect(row.meter?.provenS).toBe(3600);
  // What ran before the order was mined is the provider's gift.
  expect(row.vaultUsedS).toBeGreaterThan(3590);
  expect(await readBalance(w.client, w.address, customer.address)).toBe(HOLD - RATE * BigInt(row.vaultUsedS));
});

test("paid from a budget: the signer process signs, the vault opens, the refund is the budget's again", async () => {
  const customer = await w.customer(HOLD);
  const key = lower(w.key.address);
  const signer = await w.signer();
  await w.send(customer, grantSessionKeyCall(w.address, { key, spendLimit: HOLD, expiresAt: 4_000_000_000 }));
  const budget = () => budgetOf(w.db, lower(customer.address), key);
  await until("the budget", async () => (await budget())?.left === HOLD);
  const { id } = await w.click(customer, {}, { sessionKey: key, signature: null });
  expect((await budget())?.left).toBe(0n);
  await w.until("open", id, (row) => row.vaultState === "open" && row.status === "running");
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  const row = await w.until("settled", id, (one) => one.settledAt !== null && one.goneAt !== null);
  await until("the refund", async () => (await budget())?.left === HOLD - RATE * BigInt(row.vaultUsedS));
  expect(await signer.stop()).toBe(0);
});

const WIPES = 200;

test("a queue that is emptied again and again delays a walk and changes nothing", { timeout: 120_000 }, async () => {
  const customer = await w.customer(HOLD);
  const { rows } = await w.db.execute<{ schema: string }>(
    "select table_schema as schema from information_schema.tables where table_name = 'dedup_next'",
  );
  const schema = rows[0]?.schema ?? "";
  const wipe = `delete from "${schema}".dedup_next; delete from "${schema}".dedup; delete from "${schema}".job`;
  const { id } = await w.click(customer);
  let wiped = 0;
  for (let times = 0; times < WIPES; times++) wiped += (await w.db.execute(wipe).catch(() => null)) === null ? 0 : 1;
  console.log(`queue emptied ${wiped} times during a walk`);
  expect(wiped).toBeGreaterThan(0);
  await w.until("running and open", id, (row) => row.status === "running" && row.vaultState === "open");
  await stopRental(w.db, { rentalId: id, by: "customer", wallet: lower(customer.address) });
  await w.until("settled", id, (row) => row.settledAt !== null && row.goneAt !== null);
  expect(await w.kube.list()).toEqual([]);
});
