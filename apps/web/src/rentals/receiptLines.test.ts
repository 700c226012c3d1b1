import type { ReceiptView } from "@worldland/core/wire/rental";
import { describe, expect, it } from "vitest";
import { receiptLines } from "./receiptLines.ts";

const receipt: ReceiptView = {
  job_id: "job_0",
  rental_id: "1",
  rate_per_second_wei: "1000",
  metered_seconds: 3580,
  pauses: [{ from: "2031-01-01T00:10:00Z", to: "2031-01-01T00:10:20Z", seconds: 20, reason: "unreachable" }],
  charge_wei: "3580000",
  fee_wei: "179000",
  provider_wei: "3401000",
  hold_wei: "7200000",
  refund_wei: "3620000",
  end_reason: "stopped_by_customer",
  paid_by: "customer",
  settled: true,
  transactions: [],
};
const ran = { startedAt: "2031-01-01T00:00:00Z", endedAt: "2031-01-01T01:00:00Z", durationS: 7200 };

describe("the arithmetic of a receipt", () => {
  it("says every figure as it can be computed again", () => {
    const plain = receiptLines(receipt, ran, 500).map(({ how, wei }) => `${how} = ${wei}`.replaceAll("\u202f", ""));
    expect(plain).toEqual([
      "3600 s from the first reachable second to the end − 20 s not counted = null",
      "1000 wei/s × 3580 s = 3580000",
      "charge × 5 %, rounded down = 179000",
      "charge − fee = 3401000",
      "1000 wei/s × 7200 s = 7200000",
      "set aside − charge = 3620000",
    ]);
  });

  it("does not claim a hold that never was", () => {
    const free = { ...receipt, metered_seconds: 0, charge_wei: "0", hold_wei: "0", refund_wei: "0", pauses: [] };
    const lines = receiptLines(free, { startedAt: null, endedAt: ran.endedAt, durationS: 7200 }, 500);
    expect(lines.find(({ id }) => id === "hold")?.how).toBe("never opened in the vault");
    expect(lines[0]?.how).toBe("0 s metered");
  });

  it("does not name a fee that the rental was not opened under", () => {
    const line = receiptLines(receipt, ran, 700).find(({ id }) => id === "fee");
    expect(line?.how).toBe("its share of each settlement, rounded down");
  });
});
