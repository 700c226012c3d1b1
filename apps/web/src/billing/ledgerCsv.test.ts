import { expect, it } from "vitest";
import { ledgerCsv } from "./ledgerCsv.ts";

it("writes a ledger for spreadsheets, exact to the wei", () => {
  const hash = `0x${"ab".repeat(32)}`;
  const deposit = {
    id: "1",
    at: "2031-01-01T00:00:00.000Z",
    kind: "deposit",
    job_id: null,
    hash,
    block: 7,
    final: true,
  } as const;
  const hold = { ...deposit, id: "2", kind: "hold", job_id: "job_0", final: false } as const;
  expect(
    ledgerCsv([
      { ...deposit, amount_wei: "1500000000000000000", held_wei: "0" },
      { ...hold, amount_wei: "-1", held_wei: "1" },
    ]),
  ).toBe(
    [
      "at,kind,balance_wl,held_wl,balance_wei,held_wei,job_id,block,state,transaction",
      `2031-01-01T00:00:00.000Z,deposit,1.5,0,1500000000000000000,0,,7,final,${hash}`,
      `2031-01-01T00:00:00.000Z,hold,-0.000000000000000001,0.000000000000000001,-1,1,job_0,7,seen,${hash}`,
      "",
    ].join("\r\n"),
  );
});
