import { jobIdOf } from "@worldland/core/id";
import { accountOf as accountName, chargeOf } from "@worldland/core/ledger";
import type { EndReason } from "@worldland/core/rental/reason";
import { usedSecondsToReport } from "@worldland/core/rental/settlement";
import type { ReceiptView } from "@worldland/core/wire/rental";
import { readClock } from "@worldland/db/clock";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { ledgerAt } from "@worldland/db/queries/chain/ledgerAt";
import { ownRental } from "@worldland/db/queries/rentals/ownRental";
import { type RentalRow, rentalOf } from "@worldland/db/rows/rentalRow";
import { opening, PROVIDER, wallet } from "@worldland/db/testMarket";
import { rounds } from "@worldland/testing/rounds";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi } from "../testApi.ts";

const CUSTOMER = wallet(0xc1);

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.addNode({ gpuCount: 500 });
  await api.deposit(CUSTOMER, 10n ** 15n);
});
afterAll(() => api.close());

const record = (rentalId: bigint, event: Parameters<typeof recordRentalEvent>[1]["event"]) =>
  recordRentalEvent(api.db, { rentalId, who: "platform", event });

async function probe(rentalId: bigint, good: boolean): Promise<void> {
  const at = await readClock(api.db);
  await record(rentalId, { type: "probed", probe: { at, good, podUid: "pod-1", restarts: 0 } });
}

/** The vault settles what the worker would report, and closes if asked, in blocks of their own. */
async function settle(row: RentalRow, close: boolean): Promise<void> {
  const own = await ownRental(api.db, CUSTOMER, row.id);
  if (own === null) throw new Error("the rental is gone");
  const { durationS, ratePerSecond, id: rentalId } = own.row;
  const before = own.row.vaultUsedS;
  const used = usedSecondsToReport(rentalOf(own.row, []), own.now) ?? 0;
  const { charge, fee } = chargeOf(ratePerSecond, used - before, 500);
  const settled = { name: "RentalSettled", args: { rentalId, usedSeconds: used, charge, fee } } as const;
  const refund = ratePerSecond * BigInt(durationS - used);
  await api.chain.mine([
    ...(used > before ? [settled] : []),
    ...(close ? [{ name: "RentalClosed", args: { rentalId, refund } } as const] : []),
  ]);
}

async function readBoth(row: RentalRow) {
  const { rentals } = api.as(CUSTOMER);
  const id = jobIdOf(row.id);
  return { job: await rentals.get({ id }), receipt: await rentals.receipt({ id }) };
}

/** What can be redone with pencil and paper. */
function expectToAddUp({ receipt, job }: Awaited<ReturnType<typeof readBoth>>): void {
  const wei = (field: keyof ReceiptView) => BigInt(String(receipt[field]));
  expect(job.metered_seconds).toBe(receipt.metered_seconds);
  expect(job.cost_so_far_wei).toBe(receipt.charge_wei);
  expect(job.hold_wei).toBe(receipt.hold_wei);
  expect(wei("charge_wei")).toBe(wei("rate_per_second_wei") * BigInt(receipt.metered_seconds));
  expect(wei("provider_wei") + wei("fee_wei")).toBe(wei("charge_wei"));
  expect(wei("charge_wei") + wei("refund_wei")).toBe(wei("hold_wei"));
  if (job.started_at === null || job.ended_at === null) return;
  const paused = receipt.pauses.reduce((sum, { seconds }) => sum + seconds, 0);
  expect((receipt.metered_seconds + paused) * 1000).toBe(Date.parse(job.ended_at) - Date.parse(job.started_at));
}

/** A life: when the opening comes, what the probes see, how it ends. */
const life = fc.record({
  openAfter: fc.constantFrom(0, 1, 2, 3),
  looks: fc.array(fc.record({ afterS: fc.integer({ min: 1, max: 120 }), good: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  }),
  isSettledEarly: fc.boolean(),
  end: fc.constantFrom("customer", "provider", "expired", "crashed"),
});

test("once settled, job and receipt say what the vault says, and before it nothing else was said", async () => {
  const lives = fc.sample(life, { numRuns: rounds(8, 200), seed: 42 });
  for (const { openAfter, looks, isSettledEarly, end } of lives) {
    const row = await api.rent(CUSTOMER);
    await api.start(row.id);
    for (const [index, { afterS, good }] of looks.entries()) {
      if (index === openAfter) await api.chain.mine([opening(row)]);
      await api.advance(afterS);
      await probe(row.id, good);
    }
    if (openAfter >= looks.length) await api.chain.mine([opening(row)]);
    if (isSettledEarly) await settle(row, false);
    if (end === "expired") {
      await api.advance(3600);
      await record(row.id, { type: "clock" });
    } else if (end === "crashed") {
      for (const _ of [1, 2, 3]) await record(row.id, { type: "workload_failed", reason: "crashed" });
    } else {
      await record(row.id, { type: "stop_requested", by: end });
    }
    await record(row.id, { type: "workload_gone" });
    const before = await readBoth(row);
    expectToAddUp(before);
    expect(before.receipt.settled).toBe(false);
    await api.chain.mine([]);
    await settle(row, true);
    const seen = await readBoth(row);
    expect(seen.receipt).toMatchObject({ settled: false });
    expect(seen.receipt.transactions.at(-1)).toMatchObject({ kind: "close", final: false });
    await api.chain.mine([]);
    const after = await readBoth(row);
    expectToAddUp(after);
    expect(after.receipt.settled).toBe(true);
    expect(after.receipt.metered_seconds).toBe(before.receipt.metered_seconds);
    const { transactions, settled: _, ...rest } = after.receipt;
    expect(before.receipt).toMatchObject(rest);
    expect(transactions[0]?.kind).toBe("open");
    expect(transactions.at(-1)?.kind).toBe("close");
    expect(transactions.every(({ final }) => final)).toBe(true);
  }
});

test("what receipts sum up to is what the ledger moved", async () => {
  const names = [accountName(PROVIDER), accountName(CUSTOMER), accountName(wallet(0xfe))];
  const ledger = await ledgerAt(api.db, names);
  const sums = { provider: 0n, fee: 0n, charge: 0n };
  for (let cursor: string | undefined; ; ) {
    const page = await api.as(CUSTOMER).rentals.list({ cursor });
    for (const { job_id: id } of page.jobs) {
      const receipt = await api.as(CUSTOMER).rentals.receipt({ id });
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
    await probe(late.id, true);
  }
  await api.chain.mine([opening(late)]);
  await api.advance(10);
  await probe(late.id, true);
  await record(late.id, { type: "stop_requested", by: "customer" });
  const { receipt } = await readBoth(late);
  expect(receipt.metered_seconds).toBeGreaterThanOrEqual(9);
  expect(receipt.metered_seconds).toBeLessThan(15);
  expect(receipt.pauses).toMatchObject([{ reason: "gift" }]);
  expect(receipt.paid_by).toBe("customer");

  const never = await api.rent(CUSTOMER);
  await api.start(never.id);
  await api.advance(10);
  await probe(never.id, true);
  await record(never.id, { type: "order_refused" });
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
