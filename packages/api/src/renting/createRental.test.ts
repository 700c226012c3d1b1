import { rentalOrderTypedData } from "@worldland/contracts/typedData";
import { parseTypedDataJson } from "@worldland/contracts/typedDataJson";
import type { Refusal } from "@worldland/core/refusal";
import { open } from "@worldland/core/sealed";
import { type QuoteView, quoteView } from "@worldland/core/wire/rental";
import { approveNode } from "@worldland/db/commands/approveNode";
import { setPrice } from "@worldland/db/commands/setPrice";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { ordersToSign } from "@worldland/db/queries/signer/ordersToSign";
import { rentalToReconcile } from "@worldland/db/queries/worker/rentalToReconcile";
import { CLUSTER, PROVIDER, RATE } from "@worldland/db/testMarket";
import { compare } from "bcryptjs";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST, refusalOf, signed, type TestApi, testApi } from "../testApi.ts";

const HOLD = RATE * 3600n;
const FREE = { cpuRate: 0n, memoryRate: 0n, storageRate: 0n };

let api: TestApi;
let offerId: string;
beforeAll(async () => {
  api = await testApi();
  ({ offerId } = await api.addNode({ gpuCount: 64 }));
});
afterAll(() => api.close());

const newAccount = () => privateKeyToAccount(generatePrivateKey());

/** A wallet with money for so many holds of the least there is. */
async function customerWith(holds: number) {
  const account = newAccount();
  const address = account.address.toLowerCase();
  if (holds > 0) await api.deposit(address, HOLD * BigInt(holds));
  return { account, address, calls: api.as(address) };
}

const codeOf = async (call: Promise<unknown>) => (await refusalOf(call)).code;

/** Grants the platform's key a budget, as the vault would say. */
async function grant(customer: string, limit: bigint, spent = 0n) {
  const expiresAt = 4_102_444_800;
  await api.chain.mine([], {
    sessionKeys: [{ customer, key: api.config.delegate, limit, spent, expiresAt, nonce: 1 }],
  });
}

test("a quote holds nothing, needs no balance, and is signed as it is", async () => {
  const { account, address, calls } = await customerWith(0);
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
  const { account, address, calls } = await customerWith(1);
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
  const { account, calls } = await customerWith(2);
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
  const { account, address, calls } = await customerWith(2);
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
  const stranger = await customerWith(2);
  const request = { ...REQUEST, order: orderIn(quote).order, signature };
  expect(await codeOf(stranger.calls.rentals.create(request))).toBe("invalid_request");
  expect((await accountOf(api.db, address)).held).toBe(0n);

  // Some wallets write the recovery bit as 0 or 1.
  const bare = `${signature.slice(0, 130)}${signature.endsWith("1b") ? "00" : "01"}`;
  const job = await calls.rentals.create({ ...REQUEST, ...orderIn(quote), signature: bare });
  expect(job.rental_id).toBe(quote.order.rentalId);
});

test("a changed price opens nothing and answers with the new quote, which opens it", async () => {
  const { account, calls } = await customerWith(3);
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
  const { account, calls } = await customerWith(0);
  const { offerId: single } = await api.addNode({ name: "single", gpuModel: "GH200", gpuCount: 1 });
  const request = { ...REQUEST, offer_id: single };
  const quote = await calls.rentals.quote(request);
  const click = { ...request, ...orderIn(quote), signature: await signed(account, quote.typed_data) };
  expect(await codeOf(calls.rentals.create(click))).toBe("insufficient_balance");
  const rich = await customerWith(1);
  await api.rent(rich.address, { offerId: single });
  expect(await codeOf(calls.rentals.create(click))).toBe("no_capacity");
  expect(await codeOf(calls.rentals.create(request))).toBe("no_capacity");
  expect(await codeOf(calls.rentals.quote(request))).toBe("no_capacity");
  await api.advance(481);
  expect(await codeOf(calls.rentals.create(click))).toBe("invalid_request");
});

test("without an order or a budget the answer is the quote to sign", async () => {
  const { account, calls } = await customerWith(1);
  const refusal = await refusalOf(calls.rentals.create(REQUEST));
  expect(refusal.code).toBe("order_required");
  const quote = quoteIn(refusal);
  const signature = await signed(account, quote.typed_data);
  const job = await calls.rentals.create({ ...REQUEST, ...orderIn(quote), signature });
  expect(job.rental_id).toBe(quote.order.rentalId);
});

test("a budget pays without a signature as far as it reaches, and an API key is enough", async () => {
  const { address } = await customerWith(3);
  const byKey = api.as(address, ["jobs:write", "jobs:read"]);
  await grant(address, HOLD * 2n);
  const first = await byKey.rentals.create(REQUEST);
  await byKey.rentals.create(REQUEST);
  expect(await codeOf(byKey.rentals.create(REQUEST))).toBe("order_required");
  const waiting = await ordersToSign(api.db, api.config.delegate, 100);
  expect(waiting.filter((order) => order.customer === address)).toHaveLength(2);
  expect((await byKey.rentals.detail({ id: first.job_id })).paid_from).toBe("budget");
  await grant(address, HOLD * 3n + 1n);
  await byKey.rentals.create(REQUEST);
  await grant(address, HOLD * 10n);
  expect(await codeOf(byKey.rentals.create(REQUEST))).toBe("insufficient_balance");
  const poor = api.as(address, ["jobs:read"]);
  expect(await codeOf(poor.rentals.create(REQUEST))).toBe("missing_scope");
});

test("budget-paid clicks at one moment go on to the next offer instead of losing", async () => {
  for (const name of ["race-1", "race-2", "race-3"]) await api.addNode({ name, gpuModel: "Race", gpuCount: 1 });
  const { address, calls } = await customerWith(4);
  await grant(address, HOLD * 4n);
  const request = { ...REQUEST, gpu_type: "race" };
  const clicks = await Promise.allSettled(Array.from({ length: 4 }, () => calls.rentals.create(request)));
  expect(clicks.filter((click) => click.status === "fulfilled")).toHaveLength(3);
  expect(await accountOf(api.db, address)).toMatchObject({ held: HOLD * 3n, available: HOLD });
});

test("a session key the customer granted signs for him within its budget; a revoked one for nobody", async () => {
  const { address, calls } = await customerWith(3);
  const key = newAccount();
  const state = { customer: address, key: key.address.toLowerCase(), spent: 0n, nonce: 1 };
  const expiresAt = 4_102_444_800;
  await api.chain.mine([], { sessionKeys: [{ ...state, limit: HOLD, expiresAt }] });
  const rent = async () => {
    const quote = await calls.rentals.quote(REQUEST);
    const signature = await signed(key, quote.typed_data);
    return calls.rentals.create({ ...REQUEST, ...orderIn(quote), signature });
  };
  expect((await calls.rentals.detail({ id: (await rent()).job_id })).paid_from).toBe("budget");
  const refusal = await refusalOf(rent());
  expect(refusal.code).toBe("order_required");
  expect(quoteIn(refusal).hold_wei).toBe(HOLD.toString());
  await api.chain.mine([], { sessionKeys: [{ ...state, limit: 0n, expiresAt, nonce: 2 }] });
  expect(await codeOf(rent())).toBe("invalid_signature");
});

test("images are presets with a digest; what the market does not know is refused", async () => {
  const { calls } = await customerWith(0);
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
  const { calls } = await customerWith(0);
  const { offerId: odd } = await api.addNode({ name: "odd", gpuModel: "Odd" });
  const rate = 116_666_666_666_667n; // what 0.42 WL an hour is stored as
  await setPrice(api.db, { provider: PROVIDER, offerId: odd, gpuRate: rate, ...FREE });
  await approveNode(api.db, { clusterId: CLUSTER, name: "odd" });
  const request = { ...REQUEST, offer_id: odd };
  const { price_per_hour: shown } = await calls.rentals.quote(request);
  expect(shown).toBe(0.4200000000000012);
  await calls.rentals.quote({ ...request, max_price_per_hour: shown });
  expect(await codeOf(calls.rentals.quote({ ...request, max_price_per_hour: 0.42 }))).toBe("no_capacity");
  expect(await codeOf(calls.rentals.quote({ ...request, max_price_per_hour: 1e-300 }))).toBe("no_capacity");
});

/** The order of a quote as a client sends it back. */
function orderIn(quote: Pick<QuoteView, "order">, order: QuoteView["order"] = quote.order) {
  const field = (name: string) => order[name] ?? "";
  return {
    order: {
      rentalId: field("rentalId"),
      customer: field("customer"),
      provider: field("provider"),
      ratePerSecond: field("ratePerSecond"),
      maxSeconds: field("maxSeconds"),
      deadline: field("deadline"),
    },
  };
}

function quoteIn(refusal: Refusal): QuoteView {
  return quoteView.parse(refusal.extra.quote);
}

/** The other signature that recovers to the same key, which the vault refuses. */
function withHighS(signature: string): string {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("1b") ? "1c" : "1b";
  return `${signature.slice(0, 66)}${s.toString(16).padStart(64, "0")}${v}`;
}
