import { expect, it } from "vitest";
import { EVERYTHING, ledgerQuery } from "./ledgerFilter.ts";

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
