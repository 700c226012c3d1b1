import { testApi } from "@worldland/api/testApi";
import { sampleLives, testLives } from "@worldland/api/testLives";
import { jobIdOf } from "@worldland/core/id";
import type { ReceiptView } from "@worldland/core/wire/rental";
import { wallet } from "@worldland/db/testMarket";
import { rounds } from "@worldland/testing/rounds";
import { expect, it } from "vitest";
import { exactText } from "../clock/time.ts";
import { digits } from "../money/amount.ts";
import { receiptLines, settlementLines } from "./receiptLines.ts";

const CUSTOMER = wallet(0xc1);

/** A receipt as it is read: every line of the page, words and figures. */
function pageOf(receipt: ReceiptView) {
  const bill = receiptLines(receipt).map(
    ({ name, how, result: { amount, unit } }) => [name, how, amount, unit] as const,
  );
  return {
    bill: bill.map(([name, how, amount, unit]) => `${name} | ${how} | ${digits(amount)} ${unit}`),
    pauses: receipt.pauses.map(({ from, to, seconds }) => `${exactText(from)} | ${exactText(to)} | ${digits(seconds)}`),
    settlements: settlementLines(receipt).map(
      ({ name, how, feeHow, charge, fee }) => `${name} | ${how} | ${feeHow} | ${charge} | ${fee}`,
    ),
  };
}

/** Does the sums again from the text alone, as a reader with a pocket calculator does. Answers what it charged. */
function redo({ bill, pauses, settlements }: ReturnType<typeof pageOf>): bigint {
  const numbers = (text = "") => [...text.replaceAll("\u202f", "").matchAll(/\d+/g)].map(([one]) => BigInt(one));
  const instants = (text = "") =>
    [...text.matchAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g)].map(([at]) => Date.parse(at));
  const line = (start: string) => (bill.find((one) => one.startsWith(start)) ?? "").split(" | ");
  const result = (start: string) => numbers(line(start)[2])[0] ?? -1n;
  const [begin = 0, end = 0] = instants(line("From the first")[1]);
  const out = pauses.map((pause) => {
    const [from = 0, to = 0] = instants(pause);
    const listed = numbers(pause.split(" | ")[2])[0];
    expect(listed).toBe(BigInt((to - from) / 1000));
    return listed ?? -1n;
  });
  const paused = out.reduce((sum, seconds) => sum + seconds, 0n);
  const paid = result("Seconds paid for");
  if (begin !== 0)
    expect([result("Seconds not counted"), paid + paused]).toEqual([paused, BigInt((end - begin) / 1000)]);
  const [rate = -1n] = numbers(line("Charge")[1]);
  const charge = result("Charge");
  expect(charge).toBe(rate * paid);
  const fees = settlements.map((settlement) => {
    const [, how, feeHow, moved, fee] = settlement.split(" | ");
    const [each = 0n, seconds = 0n] = numbers(how);
    const [percent = 0n] = numbers(feeHow);
    expect([BigInt(moved ?? 0), BigInt(fee ?? 0)]).toEqual([each * seconds, (each * seconds * percent) / 100n]);
    return { seconds, fee: BigInt(fee ?? 0) };
  });
  expect(fees.reduce((sum, { seconds }) => sum + seconds, 0n)).toBe(paid);
  expect(fees.reduce((sum, { fee }) => sum + fee, 0n)).toBe(result("of it the platform's fee"));
  expect(result("of it the provider's")).toBe(charge - result("of it the platform's fee"));
  const parts = bill.filter((one) => /^set aside for (the term|extension)/.test(one)).map((one) => one.split(" | "));
  for (const [, how, amount] of [...parts, ...(parts.length > 0 ? [] : [line("Set aside")])]) {
    const [each = 0n, seconds = 0n] = numbers(how);
    expect(numbers(amount)).toEqual([each * seconds]);
  }
  const held = parts.reduce((sum, [, , amount]) => sum + (numbers(amount)[0] ?? 0n), 0n);
  if (parts.length > 0) expect(result("Set aside")).toBe(held);
  expect(result("Came back to you")).toBe(result("Set aside") - charge);
  return charge;
}

it("can be computed again from the page alone, while a rental runs, when it ends and when it is settled", async () => {
  const api = await testApi();
  try {
    await api.addNode({ gpuCount: 500 });
    await api.deposit(CUSTOMER, 10n ** 15n);
    const lives = testLives(api, CUSTOMER);
    const met = { pauses: 0, extensions: 0, settlements: 0 };
    for (const life of sampleLives(rounds(4, 200))) {
      const read = async (id: bigint) => api.as(CUSTOMER).rentals.receipt({ id: jobIdOf(id) });
      const row = await lives.live(life, async ({ id }) => {
        const living = await read(id);
        // Until the order is mined what is set aside is a reservation, and nothing else is missing.
        redo(pageOf(living));
      });
      redo(pageOf(await read(row.id)));
      await lives.settle(row, true);
      await api.chain.mine([]);
      const receipt = await read(row.id);
      expect(redo(pageOf(receipt))).toBe(BigInt(receipt.charge_wei));
      met.pauses += receipt.pauses.length;
      met.extensions += receipt.holds.length - 1;
      met.settlements = Math.max(met.settlements, receipt.settlements.length);
    }
    expect(met.pauses > 0 && met.extensions > 0 && met.settlements > 1, JSON.stringify(met)).toBe(true);
  } finally {
    await api.close();
  }
});

it("does not claim a hold or a second that never was", () => {
  const never: ReceiptView = {
    ...{ job_id: "job_0", rental_id: "1", rate_per_second_wei: "1000", started_at: null, until: null },
    ...{ metered_seconds: 0, pauses: [], fee_bps: 500, settlements: [], unsettled: null, holds: [], transactions: [] },
    ...{ charge_wei: "0", fee_wei: "0", provider_wei: "0", hold_wei: "0", refund_wei: "0", settled: true },
    ...{ end_reason: "start_timeout", paid_by: "nobody" },
  };
  expect(pageOf(never)).toEqual({
    bill: [
      "Seconds paid for | It was never reachable, so nothing was metered. | 0 s",
      "Charge | 1\u202f000 wei/s × 0 s | 0 wei",
      "of it the platform's fee | of nothing | 0 wei",
      "of it the provider's | charge − fee | 0 wei",
      "Set aside | never opened in the vault | 0 wei",
      "Came back to you | set aside − charge | 0 wei",
    ],
    pauses: [],
    settlements: [],
  });
});
