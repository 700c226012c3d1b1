import { parseTypedDataJson } from "@worldland/contracts/typedDataJson";
import { extensionQuoteView } from "@worldland/core/wire/rental";
import { extendByItself } from "@worldland/db/commands/extendByItself";
import { opening } from "@worldland/db/testMarket";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, customerWith, grant, HOLD, orderIn } from "../renting/testOrders.ts";
import { REQUEST, refusalOf, signed, type TestApi, testApi } from "../testApi.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.addNode({ gpuCount: 64 });
});
afterAll(() => api.close());

/** A rental of an hour that runs and is open, of somebody with money for so many hours more. */
async function running(hours: number) {
  const customer = await customerWith(api, hours + 1);
  const row = await api.rent(customer.address);
  await api.chain.mine([opening(row)]);
  await api.start(row.id);
  const { jobs } = await customer.calls.rentals.list({});
  return { ...customer, row, id: jobs[0]?.job_id ?? "" };
}

const extended = (rentalId: bigint, maxSeconds: number) =>
  api.chain.mine([{ name: "RentalExtended", args: { rentalId, maxSeconds } }]);

test("an extension is followed from the signature to its depth, with price and new end", async () => {
  const { account, calls, id, row } = await running(2);
  expect(await calls.extensions.get({ id })).toEqual({ extension: null, auto_extension: null });
  const refusal = await refusalOf(calls.rentals.extend({ id, duration_hours: 3 }));
  const quote = extensionQuoteView.parse(refusal.extra.quote);
  expect(parseTypedDataJson(quote.typed_data).primaryType).toBe("Extension");
  const { rentalId = "", maxSeconds = "", deadline = "" } = quote.extension;
  const signature = await signed(account, quote.typed_data);
  await calls.rentals.extend({ id, duration_hours: 3, extension: { rentalId, maxSeconds, deadline }, signature });
  const { extension } = await calls.extensions.get({ id });
  expect(extension).toMatchObject({
    ...{ duration_hours: 3, hold_wei: `${HOLD * 2n}`, paid_from: "wallet" },
    ...{ state: "waiting", reason: null, hash: null, block: null },
  });
  const { started_at: started } = await calls.rentals.get({ id });
  expect(Date.parse(extension?.ends_at ?? "") - Date.parse(started ?? "")).toBe(10_800_000);
  await extended(row.id, 10_800);
  const seen = (await calls.extensions.get({ id })).extension;
  expect(seen).toMatchObject({ state: "seen", block: Number(api.chain.number), hash: expect.stringMatching(/^0x/) });
  await api.chain.mine([]);
  expect((await calls.extensions.get({ id })).extension).toMatchObject({ state: "final", hash: seen?.hash });
});

test("a rental that is to keep running asks its budget at its time, says why it stops, and can be let end", async () => {
  const { address, calls, id, row } = await running(3);
  expect(await codeOf(calls.extensions.keepRunning({ id, hours: 1 }))).toBe("conflict");
  await grant(api, address, api.config.delegate, HOLD);
  const byKey = api.as(address, ["jobs:write", "jobs:read"]);
  const set = await byKey.extensions.keepRunning({ id, hours: 1 });
  expect(set).toEqual({
    ...{ job_id: id, hours: 1, minutes_before: 20, until: null },
    ...{ stopped: null, stopped_message: null },
  });
  expect((await calls.extensions.get({ id })).auto_extension).toEqual(set);
  expect((await calls.extensions.list({})).auto_extensions).toEqual([set]);
  await api.advance(2401);
  expect(await extendByItself(api.db, row.id)).toBe("asked");
  expect((await calls.extensions.get({ id })).extension).toMatchObject({ state: "signing", paid_from: "budget" });
  expect(await calls.rentals.detail({ id })).toMatchObject({ extension_pending: true });
  await extended(row.id, 7200);
  await grant(api, address, api.config.delegate, HOLD - 1n);
  await api.advance(3600);
  expect(await extendByItself(api.db, row.id)).toBe("stopped");
  const { auto_extension: stopped } = await calls.extensions.get({ id });
  expect(stopped).toMatchObject({ stopped: "budget", stopped_message: expect.stringContaining("allowance") });
  const { events } = await calls.rentals.events({ id });
  expect(events.map(({ kind, reason }) => [kind, reason])).toContainEqual(["auto_extension_stopped", "budget"]);
  await byKey.extensions.letEnd({ id });
  expect((await calls.extensions.get({ id })).auto_extension).toBeNull();
});

test("asked for with the rental it is set with it, under the same rules; refused, nothing is rented", async () => {
  const { account, address, calls } = await customerWith(api, 4);
  const wanted = { hours: 2, minutes_before: 30, until: "2999-01-01T00:00:00.000Z" };
  const request = { ...REQUEST, auto_extension: wanted };
  const order = async () => {
    const quote = await calls.rentals.quote(request);
    return { ...orderIn(quote), signature: await signed(account, quote.typed_data) };
  };
  const paid = await order();
  // Nobody relies on a budget that is not there, and the order stays good.
  expect(await codeOf(calls.rentals.create({ ...request, ...paid }))).toBe("conflict");
  await grant(api, address, api.config.delegate, HOLD * 3n);
  const past = await refusalOf(
    calls.rentals.create({ ...request, ...paid, auto_extension: { hours: 1, until: "2001-01-01T00:00:00Z" } }),
  );
  expect(past).toMatchObject({ code: "invalid_request", fields: [{ path: "auto_extension.until" }] });
  expect((await calls.rentals.list({})).count).toBe(0);
  expect(await calls.account.get({})).toMatchObject({ held_wei: "0" });
  const { job_id: id } = await calls.rentals.create({ ...request, ...paid });
  const set = { job_id: id, ...wanted, stopped: null, stopped_message: null };
  expect((await calls.extensions.get({ id })).auto_extension).toEqual(set);
  // A budget pays by key alone, and what is not asked for is not set.
  const byKey = api.as(address, ["jobs:write", "jobs:read"]);
  const kept = await byKey.rentals.create({ ...REQUEST, auto_extension: { hours: 1 } });
  const bare = await byKey.rentals.create(REQUEST);
  const autoOf = async (job: string) => (await byKey.extensions.get({ id: job })).auto_extension;
  expect(await autoOf(kept.job_id)).toMatchObject({ hours: 1, minutes_before: 20, until: null });
  expect(await autoOf(bare.job_id)).toBeNull();
});

test("a rental that was to keep running from the click on asks at its time", async () => {
  const { address, calls } = await customerWith(api, 3);
  await grant(api, address, api.config.delegate, HOLD * 3n);
  const { job_id: id, rental_id } = await calls.rentals.create({ ...REQUEST, auto_extension: { hours: 1 } });
  const rentalId = BigInt(rental_id);
  expect(await extendByItself(api.db, rentalId)).toBe("not_due");
  await api.start(rentalId);
  await api.advance(2401);
  expect(await extendByItself(api.db, rentalId)).toBe("asked");
  expect((await calls.extensions.get({ id })).extension).toMatchObject({ duration_hours: 2, paid_from: "budget" });
});

test("what cannot be set is refused with the field that is wrong", async () => {
  const { address, calls, id } = await running(1);
  await grant(api, address, api.config.delegate, HOLD);
  for (const wrong of [
    { hours: 0 },
    { hours: 721 },
    { minutes_before: 9 },
    { minutes_before: 61 },
    { until: "soon" },
  ]) {
    await expect(calls.extensions.keepRunning({ id, hours: 1, ...wrong })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  }
  const past = await refusalOf(calls.extensions.keepRunning({ id, hours: 1, until: "2001-01-01T00:00:00Z" }));
  expect(past).toMatchObject({ code: "invalid_request", fields: [{ path: "until" }] });
  const reader = api.as(address, ["jobs:read"]);
  await expect(reader.extensions.keepRunning({ id, hours: 1 })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect((await calls.extensions.get({ id })).auto_extension).toBeNull();
});
