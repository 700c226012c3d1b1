import { accountView } from "@worldland/core/wire/account";
import { jobsOutput, jobView, quoteView } from "@worldland/core/wire/rental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { rounds } from "@worldland/testing/rounds";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST } from "./testApi.ts";
import { type SignedIn, signWire, type TestHttp, testHttp } from "./testHttp.ts";

const RACES = rounds(5, 500);
const DEPOSIT = 10n ** 18n;

let http: TestHttp;
beforeAll(async () => {
  http = await testHttp();
  await http.addNode({ gpuCount: 1 });
});
afterAll(() => http.close());

async function customer(): Promise<SignedIn> {
  const who = await http.signIn();
  await http.deposit(who.address, DEPOSIT);
  return who;
}

/** A quote, signed: nothing but the click is left. */
async function aboutToRent({ token, account }: SignedIn): Promise<object> {
  const asked = await http.ask("/quotes", { token, body: REQUEST });
  expect(asked).toMatchObject({ status: 200 });
  const quote = quoteView.parse(asked.body);
  return { ...REQUEST, order: quote.order, signature: await signWire(account, quote.typed_data) };
}

async function holdings({ token }: SignedIn) {
  const account = accountView.parse((await http.ask("/account", { token })).body);
  const { jobs } = jobsOutput.parse((await http.ask("/jobs?status=creating", { token })).body);
  return { available: BigInt(account.available_wei), held: BigInt(account.held_wei), rentals: jobs.length };
}

test("two people click for the last GPU at once: one has it, the other is told and holds nothing", async () => {
  const people = [await customer(), await customer()];
  for (let race = 0; race < RACES; race++) {
    const bodies = await Promise.all(people.map(aboutToRent));
    const replies = await Promise.all(
      people.map(async (who, at) => ({ who, reply: await http.ask("/jobs", { token: who.token, body: bodies[at] }) })),
    );
    const won = replies.filter(({ reply }) => reply.status === 201);
    const lost = replies.filter(({ reply }) => reply.status !== 201);
    expect([won.length, lost.length]).toEqual([1, 1]);
    for (const { who, reply } of lost) {
      expect(reply).toMatchObject({ status: 409, body: { code: "no_capacity" } });
      expect(await holdings(who)).toEqual({ available: DEPOSIT, held: 0n, rentals: 0 });
    }
    for (const { who, reply } of won) {
      const job = jobView.parse(reply.body);
      const held = BigInt(job.hold_wei);
      expect(await holdings(who)).toEqual({ available: DEPOSIT - held, held, rentals: 1 });
      expect((await http.ask(`/jobs/${job.job_id}`, { method: "DELETE", token: who.token })).status).toBe(200);
      // As the worker tells once there is nothing of it in the cluster: the GPU is free again.
      const gone = { rentalId: BigInt(job.rental_id), who: "cluster", event: { type: "workload_gone" } } as const;
      await recordRentalEvent(http.db, gone);
      expect(await holdings(who)).toEqual({ available: DEPOSIT, held: 0n, rentals: 0 });
    }
  }
  console.log(`last GPU: ${RACES} races`);
});
