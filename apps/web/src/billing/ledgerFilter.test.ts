import { expect, it } from "vitest";
import { EVERYTHING, ledgerQuery, movementName } from "./ledgerFilter.ts";

it("asks for whole UTC days, both included, and for nothing that is not set", () => {
  expect(ledgerQuery(EVERYTHING)).toEqual({});
  expect(ledgerQuery({ kind: "fee", jobId: " job_0 ", from: "2031-02-28", to: "2031-02-28" })).toEqual({
    kind: "fee",
    job_id: "job_0",
    from: "2031-02-28T00:00:00.000Z",
    to: "2031-03-01T00:00:00.000Z",
  });
});

it("leaves out a day that is still being typed", () => {
  expect(ledgerQuery({ ...EVERYTHING, from: "2031-02", to: "2031-99-99" })).toEqual({});
});

it("calls a charge what it is to whom it went", () => {
  expect(movementName({ kind: "charge", amount_wei: "0" })).toBe("Charge");
  expect(movementName({ kind: "charge", amount_wei: "7" })).toBe("Earned");
  expect(movementName({ kind: "fee", amount_wei: "7" })).toBe("Fee received");
  expect(movementName({ kind: "deposit", amount_wei: "7" })).toBe("Deposit");
});
