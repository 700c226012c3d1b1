import { expect, it } from "vitest";
import { LEDGER_CSV_HEAD, ledgerCsvLines } from "./ledgerCsv.ts";
import type { LedgerEntryView } from "./wire/ledger.ts";

it("writes a ledger for spreadsheets, exact to the wei, and disarms what people typed", () => {
  const hash = `0x${"ab".repeat(32)}`;
  const deposit: LedgerEntryView = {
    id: "1",
    at: "2031-01-01T00:00:00.000Z",
    kind: "deposit",
    amount_wei: "1500000000000000000",
    held_wei: "0",
    job_id: null,
    job_name: null,
    seconds: null,
    rate_per_second_wei: null,
    hash,
    block: 7,
    final: true,
  };
  const rental = { job_id: "job_0", job_name: '=1+1,"', seconds: 2, rate_per_second_wei: "3" };
  const hold: LedgerEntryView = { ...deposit, ...rental, kind: "hold", amount_wei: "-6", held_wei: "6", final: false };
  expect(LEDGER_CSV_HEAD + ledgerCsvLines([deposit, hold])).toBe(
    [
      "at,kind,balance_wl,held_wl,balance_wei,held_wei,job_id,job_name,seconds,rate_per_second_wei,block,state,transaction",
      `2031-01-01T00:00:00.000Z,deposit,1.5,0,1500000000000000000,0,,,,,7,final,${hash}`,
      `2031-01-01T00:00:00.000Z,hold,-0.000000000000000006,0.000000000000000006,-6,6,job_0,"'=1+1,""",2,3,7,seen,${hash}`,
      "",
    ].join("\r\n"),
  );
});
