import { jobIdOf } from "@worldland/core/id";
import { accountOf as accountName } from "@worldland/core/ledger";
import type { EndReason } from "@worldland/core/rental/reason";
import type { ReceiptView } from "@worldland/core/wire/rental";
import { ledgerAt } from "@worldland/db/queries/chain/ledgerAt";
import type { RentalRow } from "@worldland/db/rows/rentalRow";
import { opening, PROVIDER, wallet } from "@worldland/db/testMarket";
import { rounds } from "@worldland/testing/rounds";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";
import { sampleLives, testLives } from "../testLives.ts";

const CUSTOMER = wallet(0xc1);

let api: TestApi;
let lives: ReturnType<typeof testLives>;
beforeAll(async () => {
  api = await testApi();
  lives = testLives(api, CUSTOMER);
  await api.addNode({ gpuCount: 500 });
  await api.deposit(CUSTOMER, 10n ** 15n);
});
afterAll(() => api.close());

async function readBoth(row: RentalRow) {
  const { rentals } = api.as(CUSTOMER);
  const id = jobIdOf(row.id);
  return {
    job: await rentals.get({ id }),
    receipt: await rentals.receipt({ id }),
    detail: await rentals.detail({ id }),
  };
}

/** What can be redone with pencil and paper. */
function expectToAddUp({ receipt, job, detail }: Awaited<ReturnType<typeof readBoth>>): void {
  const wei = (field: keyof ReceiptView) => BigInt(String(receipt[field]));
  expect(job.metered_seconds).toBe(receipt.metered_seconds);
  expect(job.cost_so_far_wei).toBe(receipt.charge_wei);
  expect(job.hold_wei).toBe(receipt.hold_wei);
  expect(wei("charge_wei")).toBe(wei("rate_per_second_wei") * BigInt(receipt.metered_seconds));
  expect(wei("provider_wei") + wei("fee_wei")).toBe(wei("charge_wei"));
  expect(wei("charge_wei") + wei("refund_wei")).toBe(wei("hold_wei"));
  const sum = (parts: readonly (Record<string, unknown> | null)[], field: string) =>
    parts.reduce((total, part) => total + BigInt(String(part?.[field] ?? 0)), 0n);
  const charges = [...receipt.settlements, receipt.unsettled];
  expect(sum(charges, "seconds")).toBe(BigInt(receipt.metered_seconds));
  expect([sum(charges, "charge_wei"), sum(charges, "fee_wei")]).toEqual([wei("charge_wei"), wei("fee_wei")]);
  for (const { seconds, amount_wei } of receipt.holds) {
    expect(BigInt(amount_wei)).toBe(wei("rate_per_second_wei") * BigInt(seconds));
  }
  expect(sum(receipt.holds, "amount_wei")).toBe(wei("hold_wei"));
  expect(receipt.started_at).toBe(job.started_at);
  if (receipt.started_at === null || receipt.until === null) return;
  if (job.ended_at !== null) expect(receipt.until).toBe(job.ended_at);
  const paused = receipt.pauses.reduce((total, { seconds }) => total + seconds, 0);
  // The page counts them as they grow; only when it is over do two readings say the same.
  if (job.ended_at !== null) expect(detail.uncounted_seconds).toBe(paused);
  else expect(detail.uncounted_seconds).toBeGreaterThanOrEqual(paused);
  expect((receipt.metered_seconds + paused) * 1000).toBe(Date.parse(receipt.until) - Date.parse(receipt.started_at));
}

test("once settled, job and receipt say what the vault says, and before it nothing else was said", async () => {
  let looked = 0;
  for (const life of sampleLives(rounds(8, 200))) {
    const row = await lives.live(life, async (living) => {
      const running = await readBoth(living);
      expectToAddUp(running);
      looked += running.receipt.pauses.filter(({ ongoing }) => ongoing).length;
    });
    const before = await readBoth(row);
    expectToAddUp(before);
    expect(before.receipt.settled).toBe(false);
    await api.chain.mine([]);
    await lives.settle(row, true);
    const seen = await readBoth(row);
    expect(seen.receipt).toMatchObject({ settled: false });
    expect(seen.receipt.transactions.at(-1)).toMatchObject({ kind: "close", final: false });
    await api.chain.mine([]);
    const after = await readBoth(row);
    expectToAddUp(after);
    expect(after.receipt.settled).toBe(true);
    expect(after.receipt.metered_seconds).toBe(before.receipt.metered_seconds);
    const { transactions, settled: _, settlements, unsettled, ...rest } = after.receipt;
    expect([settlements.length > 0, unsettled]).toEqual([rest.charge_wei !== "0", null]);
    expect(before.receipt).toMatchObject(rest);
    expect(transactions[0]?.kind).toBe("open");
    expect(transactions.at(-1)?.kind).toBe("close");
    expect(transactions.every(({ final }) => final)).toBe(true);
  }
  expect(looked, "no life was looked at in a pause").toBeGreaterThan(0);
});

test("what receipts sum up to is what the ledger moved", async () => {
  const names = [accountName(PROVIDER), accountName(CUSTOMER), accountName(wallet(0xfe))];
  const ledger = await ledgerAt(api.db, names);
  const sums = { provider: 0n, fee: 0n, charge: 0n };
  const usage = await api.as(CUSTOMER).account.usage({ limit: 100 });
  for (let cursor: string | undefined; ; ) {
    const page = await api.as(CUSTOMER).rentals.list({ cursor });
    for (const { job_id: id } of page.jobs) {
      const receipt = await api.as(CUSTOMER).rentals.receipt({ id });
      const { metered_seconds, charge_wei, fee_wei, settled } = receipt;
      const used = usage.rentals.filter(({ job_id }) => job_id === id);
      if (usage.next_cursor === null) expect(used).toMatchObject([{ metered_seconds, charge_wei, fee_wei, settled }]);
      sums.provider += BigInt(receipt.provider_wei);
      sums.fee += BigInt(receipt.fee_wei);
      sums.charge += BigInt(receipt.charge_wei);
    }
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(names.map((name) => ledger?.balances.get(name))).toEqual([sums.provider, 10n ** 15n - sums.charge, sums.fee]);
});

test("seconds given away because the order came late, or never, are a gift on the receipt", async () => {
  const late = await api.rent(CUSTOMER);
  await api.start(late.id);
  for (const _ of [1, 2]) {
    await api.advance(10);
    await lives.probe(late.id, true);
  }
  await api.chain.mine([opening(late)]);
  await api.advance(10);
  await lives.probe(late.id, true);
  await lives.record(late.id, { type: "stop_requested", by: "customer" });
  const { receipt } = await readBoth(late);
  expect(receipt.metered_seconds).toBeGreaterThanOrEqual(9);
  expect(receipt.metered_seconds).toBeLessThan(15);
  expect(receipt.pauses).toMatchObject([{ reason: "gift" }]);
  expect(receipt.paid_by).toBe("customer");

  const never = await api.rent(CUSTOMER);
  await api.start(never.id);
  await api.advance(10);
  await lives.probe(never.id, true);
  await lives.record(never.id, { type: "order_refused" });
  const refused = await readBoth(never);
  expectToAddUp(refused);
  expect(refused.receipt).toMatchObject({
    metered_seconds: 0,
    charge_wei: "0",
    hold_wei: "0",
    refund_wei: "0",
    paid_by: "provider",
    settled: true,
    end_reason: "order_refused" satisfies EndReason,
    pauses: [{ reason: "gift" }],
  });
  expect(refused.job).toMatchObject({ status: "stopping", failure_reason: "order_refused" });
});
