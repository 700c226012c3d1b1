import { accountView } from "@worldland/core/wire/account";
import { availabilityOutput, searchOutput } from "@worldland/core/wire/provider";
import {
  jobsOutput,
  jobView,
  quoteView,
  receiptView,
  rentalEventsOutput,
  stopOutput,
} from "@worldland/core/wire/rental";
import { ownRental } from "@worldland/db/queries/rentals/ownRental";
import { opening, RATE } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedIn, signWire, type TestHttp, testHttp } from "./testHttp.ts";

const PASSWORD = "correct horse '; rm -rf / #";

let http: TestHttp;
beforeAll(async () => {
  http = await testHttp();
  await http.addNode();
});
afterAll(() => http.close());

/** What comes with this status, parsed by the schema it is promised to have. */
async function get<T>(path: string, { token }: SignedIn, schema: { parse(body: unknown): T }): Promise<T> {
  const { status, body } = await http.ask(path, { token });
  expect(status).toBe(200);
  return schema.parse(body);
}

async function freeGpus(who: SignedIn): Promise<number> {
  return (await get("/providers/gpu-availability?gpu_type=rtx4090", who, availabilityOutput)).total_available;
}

test("with nothing but HTTP and a wallet's signatures: sign in, search, quote, rent, look, stop, and read the receipt", async () => {
  const who = await http.signIn();
  expect(await get("/account", who, accountView)).toMatchObject({
    available_wei: "0",
    held_wei: "0",
    chain_id: 31_337,
  });
  await http.deposit(who.address, 10n ** 12n);
  const free = await freeGpus(who);

  const found = await get("/providers/search?gpu=RTX%204090&gpu_count=2&sort=price", who, searchOutput);
  const [offer] = found.providers[0]?.offers ?? [];
  const asked = {
    offer_id: offer?.offer_id,
    // As the old clients send them.
    ...{ gpu_count: 2, cpu_cores: "4", memory_gb: "16Gi", storage_gb: "20", duration_hours: 2 },
    ssh_password: PASSWORD,
    job_name: "walk",
  };
  const quoted = await http.ask("/quotes", { token: who.token, body: asked });
  expect(quoted.status).toBe(200);
  const quote = quoteView.parse(quoted.body);
  expect(quote).toMatchObject({
    rate_per_second_wei: `${2n * RATE}`,
    max_seconds: 7200,
    hold_wei: `${2n * RATE * 7200n}`,
  });

  const signature = await signWire(who.account, quote.typed_data);
  const click = { token: who.token, body: { ...asked, order: quote.order, signature } };
  const rented = await http.ask("/jobs", click);
  expect(rented.status).toBe(201);
  const job = jobView.parse(rented.body);
  expect(job).toMatchObject({ status: "creating", gpu_count: 2, cpu_cores: 4, memory_gb: 16, started_at: null });
  expect(JSON.stringify(rented.body)).not.toContain("correct horse");
  expect(await http.ask("/jobs", click)).toMatchObject({ status: 409, body: { code: "order_used" } });
  expect(await freeGpus(who)).toBe(free - 2);
  const { available_wei, held_wei } = await get("/account", who, accountView);
  expect([available_wei, held_wei]).toEqual([`${10n ** 12n - 14_400n * RATE}`, `${14_400n * RATE}`]);

  const rentalId = BigInt(job.rental_id);
  const own = await ownRental(http.db, who.address, rentalId);
  if (own === null) throw new Error("the rental is not the customer's");
  await http.chain.mine([opening(own.row)]);
  await http.start(rentalId);
  const running = await get(`/jobs/${job.job_id}`, who, jobView);
  expect(running).toMatchObject({
    status: "running",
    ssh_user: "root",
    ssh_command: expect.stringMatching(/^ssh root@/),
  });
  expect(Date.parse(running.expires_at ?? "") - Date.parse(running.started_at ?? "")).toBe(7_200_000);
  expect((await get("/jobs?status=running", who, jobsOutput)).jobs.map(({ job_id }) => job_id)).toEqual([job.job_id]);

  await http.advance(20);
  const stop = () => http.ask(`/jobs/${job.job_id}`, { token: who.token, method: "DELETE" });
  const stopped = await stop();
  expect(stopped.status).toBe(200);
  expect(stopOutput.parse(stopped.body).job_id).toBe(job.job_id);
  expect((await stop()).status).toBe(200);

  const receipt = await get(`/jobs/${job.job_id}/receipt`, who, receiptView);
  expect(receipt).toMatchObject({ end_reason: "stopped_by_customer", paid_by: "customer", settled: false });
  expect(receipt.metered_seconds).toBeGreaterThanOrEqual(20);
  expect(receipt.charge_wei).toBe(`${2n * RATE * BigInt(receipt.metered_seconds)}`);
  expect(BigInt(receipt.charge_wei) + BigInt(receipt.refund_wei)).toBe(BigInt(receipt.hold_wei));
  const { events } = await get(`/jobs/${job.job_id}/events`, who, rentalEventsOutput);
  expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["requested"]));
});
