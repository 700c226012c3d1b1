import { rentalOrderTypedData } from "@worldland/contracts/typedData";
import { parseTypedDataJson } from "@worldland/contracts/typedDataJson";
import { open } from "@worldland/core/sealed";
import type { QuoteView } from "@worldland/core/wire/rental";
import { approveNode } from "@worldland/db/commands/approveNode";
import { setPrice } from "@worldland/db/commands/setPrice";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { rentalToReconcile } from "@worldland/db/queries/worker/rentalToReconcile";
import { CLUSTER, PROVIDER, RATE } from "@worldland/db/testMarket";
import { compare } from "bcryptjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST, refusalOf, signed, type TestApi, testApi } from "../testApi.ts";
import { codeOf, customerWith, HOLD, newAccount, orderIn, quoteIn, withHighS } from "./testOrders.ts";

const FREE = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };

let api: TestApi;
let offerId: string;
beforeAll(async () => {
  api = await testApi();
  ({ offerId } = await api.addNode({ gpuCount: 64 }));
});
afterAll(() => api.close());

test("a quote holds nothing, needs no balance, and is signed as it is", async () => {
  const { account, address, calls } = await customerWith(api, 0);
  const quote = await calls.rentals.quote({ ...REQUEST, offer_id: offerId });
  expect(quote).toMatchObject({
    offer_id: offerId,
    provider_id: PROVIDER,
    rate_per_second_wei: RATE.toString(),
    max_seconds: 3600,
    hold_wei: HOLD.toString(),
    hold: "0.00000000036",
    price_per_hour: 3.6e-10,
  });
  expect(quote.order).toEqual(quote.typed_data.message);
  const typed = parseTypedDataJson(quote.typed_data);
  expect(typed.primaryType).toBe("RentalOrder");
  expect(quote.order.customer?.toLowerCase()).toBe(address);
  expect(Date.parse(quote.valid_until)).toBe((Number(quote.order.deadline) - 120) * 1000);
  expect((await accountOf(api.db, address)).held).toBe(0n);
  expect(account.address.toLowerCase()).toBe(address);
});

test("a signed order opens one rental, and only the worker reads the way in", async () => {
  const { account, address, calls } = await customerWith(api, 1);
  const password = `'; rm -rf / #$(reboot)"\\`;
  const request = { ...REQUEST, ssh_password: password, job_name: "<b>'; drop table rentals", env: { A: "$(id)\n" } };
  const quote = await calls.rentals.quote(request);
  const signature = await signed(account, quote.typed_data);
  const job = await calls.rentals.create({ ...request, ...orderIn(quote), signature });
  expect(job).toMatchObject({
    rental_id: quote.order.rentalId,
    status: "creating",
    job_name: request.job_name,
    hold_wei: HOLD.toString(),
    cost_so_far_wei: "0",
    metered_seconds: 0,
    started_at: null,
    ssh_user: "root",
    failure_reason: null,
  });
  expect(job).toEqual({ ...(await calls.rentals.get({ id: job.job_id })) });
  expect(JSON.stringify(job)).not.toContain("rm -rf");
  expect(await accountOf(api.db, address)).toMatchObject({ available: 0n, held: HOLD });

  const kept = await rentalToReconcile(api.db, BigInt(job.rental_id));
  expect(kept?.spec.image).toMatch(/^nvidia\/cuda@sha256:5{64}$/);
  const sealed = kept?.sealed ?? "";
  expect(sealed).not.toContain("reboot");
  const access = JSON.parse(await open(api.workerKeys.privateKey, sealed, job.rental_id));
  expect(access).toMatchObject({ authorizedKeys: REQUEST.ssh_public_keys, env: request.env, onStart: null });
  expect(access.passwordHash).toMatch(/^\$2b\$10\$/);
  expect(await compare(password, access.passwordHash)).toBe(true);
  await expect(open(api.workerKeys.privateKey, sealed, `${job.rental_id}1`)).rejects.toThrow();

  expect(await codeOf(calls.rentals.create({ ...request, ...orderIn(quote), signature }))).toBe("order_used");
});

test("name, image, keys and the like may differ from the quote; what it binds may not", async () => {
  const { account, calls } = await customerWith(api, 2);
  const quote = await calls.rentals.quote(REQUEST);
  const signature = await signed(account, quote.typed_data);
  const order = { ...orderIn(quote), signature };
  for (const other of [
    { gpu_count: 2 },
    { cpu_cores: 3 },
    { memory_gb: 9 },
    { storage_gb: 21 },
    { duration_hours: 2 },
    { offer_id: "off_other" },
    { provider_id: `0x${"77".repeat(20)}` },
  ]) {
    expect(await codeOf(calls.rentals.create({ ...REQUEST, ...order, ...other }))).toBe("invalid_request");
  }
  const job = await calls.rentals.create({
    ...REQUEST,
    ...order,
    offer_id: offerId,
    job_name: "another",
    image: "pytorch/pytorch:latest",
    ssh_public_keys: [],
    ssh_password: "another one",
    env: { B: "2" },
    on_start: "echo",
  });
  expect(job).toMatchObject({ job_name: "another", image: "pytorch/pytorch:latest", rental_id: quote.order.rentalId });
});

test("an order changed in any field is no quote's, and a signature of anything else does not fit", async () => {
  const { account, address, calls } = await customerWith(api, 2);
  const quote = await calls.rentals.quote(REQUEST);
  const signature = await signed(account, quote.typed_data);
  const create = (more: { order?: QuoteView["order"]; signature?: string }) =>
    codeOf(calls.rentals.create({ ...REQUEST, ...orderIn(quote, more.order), signature: more.signature ?? signature }));

  for (const change of [
    { rentalId: "5" },
    { rentalId: "9".repeat(78) },
    { customer: PROVIDER },
    { provider: address },
    { ratePerSecond: (RATE - 1n).toString() },
    { maxSeconds: "7200" },
    { maxSeconds: "9".repeat(60) },
    { deadline: (Number(quote.order.deadline) + 1).toString() },
  ]) {
    expect(await create({ order: { ...quote.order, ...change } })).toBe("invalid_request");
  }

  const typed = parseTypedDataJson(quote.typed_data);
  if (typed.primaryType !== "RentalOrder") throw new Error("not an order");
  const vault = typed.domain.verifyingContract;
  const signOther = (change: object, chainId = 31_337, at = vault) =>
    account.signTypedData(rentalOrderTypedData({ chainId, vault: at }, { ...typed.message, ...change }));
  const wrong = [
    await signed(newAccount(), quote.typed_data),
    await signOther({ ratePerSecond: 1n }),
    await signOther({}, 103),
    await signOther({}, 31_337, account.address),
    "0x",
    `0x${"00".repeat(65)}`,
    `0x${"ff".repeat(65)}`,
    signature.slice(0, -2),
    `${signature}00`,
    withHighS(signature),
  ];
  for (const other of wrong) expect(await create({ signature: other })).toBe("invalid_signature");
  const stranger = await customerWith(api, 2);
  const request = { ...REQUEST, order: orderIn(quote).order, signature };
  expect(await codeOf(stranger.calls.rentals.create(request))).toBe("invalid_request");
  expect((await accountOf(api.db, address)).held).toBe(0n);

  // Some wallets write the recovery bit as 0 or 1.
  const bare = `${signature.slice(0, 130)}${signature.endsWith("1b") ? "00" : "01"}`;
  const job = await calls.rentals.create({ ...REQUEST, ...orderIn(quote), signature: bare });
  expect(job.rental_id).toBe(quote.order.rentalId);
});

test("a changed price opens nothing and answers with the new quote, which opens it", async () => {
  const { account, calls } = await customerWith(api, 3);
  const node = await api.addNode({ name: "dearer", gpuModel: "RTX 5090" });
  const request = { ...REQUEST, offer_id: node.offerId };
  const quote = await calls.rentals.quote(request);
  const signature = await signed(account, quote.typed_data);
  await setPrice(api.db, { provider: PROVIDER, offerId: node.offerId, gpuRate: RATE * 2n, ...FREE });
  const refusal = await refusalOf(calls.rentals.create({ ...request, ...orderIn(quote), signature }));
  expect(refusal.code).toBe("price_changed");
  const next = quoteIn(refusal);
  expect(next).toMatchObject({ rate_per_second_wei: (RATE * 2n).toString(), offer_id: node.offerId });
  expect(next.order.rentalId).not.toBe(quote.order.rentalId);
  const job = await calls.rentals.create({
    ...request,
    ...orderIn(next),
    signature: await signed(account, next.typed_data),
  });
  expect(job.rate_per_second_wei).toBe((RATE * 2n).toString());
});

test("an order past its margin is invalid, and capacity is told before balance", async () => {
  const { account, calls } = await customerWith(api, 0);
  const { offerId: single } = await api.addNode({ name: "single", gpuModel: "GH200", gpuCount: 1 });
  const request = { ...REQUEST, offer_id: single };
  const quote = await calls.rentals.quote(request);
  const click = { ...request, ...orderIn(quote), signature: await signed(account, quote.typed_data) };
  expect(await codeOf(calls.rentals.create(click))).toBe("insufficient_balance");
  const rich = await customerWith(api, 1);
  await api.rent(rich.address, { offerId: single });
  expect(await codeOf(calls.rentals.create(click))).toBe("no_capacity");
  expect(await codeOf(calls.rentals.create(request))).toBe("no_capacity");
  expect(await codeOf(calls.rentals.quote(request))).toBe("no_capacity");
  await api.advance(481);
  expect(await codeOf(calls.rentals.create(click))).toBe("invalid_request");
});

test("images are presets with a digest; what the market does not know is refused", async () => {
  const { calls } = await customerWith(api, 0);
  for (const image of [
    "ubuntu:latest",
    "pytorch/pytorch",
    "pytorch/pytorch:../latest",
    "'; rm -rf /",
    `pytorch/pytorch@sha256:${"1".repeat(64)}`,
  ]) {
    const refusal = await refusalOf(calls.rentals.quote({ ...REQUEST, image }));
    expect(refusal).toMatchObject({ code: "invalid_request", fields: [{ path: "image" }] });
    expect(refusal.suggestion).toContain("pytorch/pytorch:latest");
  }
  expect(await codeOf(calls.rentals.quote({ ...REQUEST, offer_id: "off_none" }))).toBe("not_found");
  expect(await codeOf(calls.rentals.quote({ ...REQUEST, provider_id: "x'; --" }))).toBe("not_found");
  expect(await codeOf(calls.rentals.quote({ ...REQUEST, gpu_type: "abacus" }))).toBe("no_capacity");
});

test("the highest price is inclusive as it is shown", async () => {
  const { calls } = await customerWith(api, 0);
  const { offerId: odd } = await api.addNode({ name: "odd", gpuModel: "Odd" });
  const rate = 116_666_666_666_667n; // what 0.42 WL an hour is stored as
  await setPrice(api.db, { provider: PROVIDER, offerId: odd, gpuRate: rate, ...FREE });
  await approveNode(api.db, { clusterId: CLUSTER, name: "odd" });
  const request = { ...REQUEST, offer_id: odd };
  const { price_per_hour: shown } = await calls.rentals.quote(request);
  expect(shown).toBe(0.42);
  await calls.rentals.quote({ ...request, max_price_per_hour: shown });
  expect(await codeOf(calls.rentals.quote({ ...request, max_price_per_hour: 0.419999 }))).toBe("no_capacity");
  expect(await codeOf(calls.rentals.quote({ ...request, max_price_per_hour: 1e-300 }))).toBe("no_capacity");
});
