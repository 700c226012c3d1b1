import { LEDGER_CSV_HEAD, ledgerCsvLines } from "@worldland/core/ledgerCsv";
import { RENTAL_USAGE_CSV_HEAD, rentalUsageCsvLines } from "@worldland/core/rentalUsageCsv";
import { type LedgerEntryView, ledgerOutput } from "@worldland/core/wire/ledger";
import { rentalUsageOutput } from "@worldland/core/wire/rentalUsage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedIn, type TestHttp, testHttp } from "../testHttp.ts";

let http: TestHttp;
let who: SignedIn;
beforeAll(async () => {
  http = await testHttp();
  who = await http.signIn();
  await http.addNode();
  const { address: account } = who;
  const deposit = (amount: bigint) => ({ name: "Deposited", args: { account, from: account, amount } }) as const;
  // More than two pages.
  await http.chain.mine(Array.from({ length: 230 }, (_, index) => deposit(10n ** 9n + BigInt(index))));
  await http.chain.mine([]);
  await http.rent(account, {}, { name: '=HYPERLINK("x"),' });
});
afterAll(() => http.close());

async function table(path: string, token = who.token): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, accept: "text/csv" };
  return fetch(`${http.origin}/api/v1${path}`, { headers });
}

async function wholeLedger(filter: string): Promise<LedgerEntryView[]> {
  const entries: LedgerEntryView[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const next = cursor === undefined ? "" : `&cursor=${cursor}`;
    const page = ledgerOutput.parse((await http.ask(`/account/ledger?limit=100${filter}${next}`, who)).body);
    entries.push(...page.entries);
    cursor = page.next_cursor;
  }
  return entries;
}

test("a ledger comes as one table, however many pages it has, narrowed as the list is", async () => {
  const whole = await wholeLedger("");
  expect(whole).toHaveLength(230);
  const reply = await table("/account/ledger?limit=3");
  expect(reply.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(await reply.text()).toBe(LEDGER_CSV_HEAD + ledgerCsvLines(whole));
  expect(await (await table("/account/ledger?kind=fee")).text()).toBe(LEDGER_CSV_HEAD);
});

test("what rentals used comes as a table, in which nothing that was typed is a formula", async () => {
  const { rentals } = rentalUsageOutput.parse((await http.ask("/account/usage", who)).body);
  expect(rentals).toMatchObject([
    { job_name: '=HYPERLINK("x"),', metered_seconds: 0, charge_wei: "0", settled: false },
  ]);
  const text = await (await table("/account/usage")).text();
  expect(text).toBe(RENTAL_USAGE_CSV_HEAD + rentalUsageCsvLines(rentals));
  expect(text).toContain(`,"'=HYPERLINK(""x""),",`);
  const [{ created_at } = { created_at: "" }] = rentals;
  for (const span of [`from=${created_at}`, `to=${created_at}`]) {
    const narrowed = rentalUsageOutput.parse((await http.ask(`/account/usage?${span}`, who)).body).rentals;
    expect(narrowed).toEqual(span.startsWith("from") ? rentals : []);
  }
});

test("what is refused as a list is refused as a table, by a problem document", async () => {
  for (const [path, status] of [
    ["/account/ledger?kind=gift", 400],
    ["/account/ledger?cursor=x", 400],
    ["/account/ledger?job_id=job_0000000000000", 404],
    ["/account/usage?from=monday", 400],
  ] as const) {
    const reply = await table(path);
    expect([path, reply.status]).toEqual([path, status]);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
  }
  expect((await table("/account/ledger", "wls_nobody")).status).toBe(401);
});

test("a list that has no table is answered as it always is", async () => {
  const reply = await table("/jobs");
  expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "application/json"]);
});
