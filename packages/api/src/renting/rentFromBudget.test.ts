import { accountOf } from "@worldland/db/queries/account/accountOf";
import { ordersToSign } from "@worldland/db/queries/signer/ordersToSign";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REQUEST, refusalOf, signed, type TestApi, testApi } from "../testApi.ts";
import { codeOf, customerWith, grant, HOLD, newAccount, orderIn, quoteIn } from "./testOrders.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.addNode({ gpuCount: 64 });
});
afterAll(() => api.close());

test("without an order or a budget the answer is the quote to sign", async () => {
  const { account, calls } = await customerWith(api, 1);
  const refusal = await refusalOf(calls.rentals.create(REQUEST));
  expect(refusal.code).toBe("order_required");
  const quote = quoteIn(refusal);
  const signature = await signed(account, quote.typed_data);
  const job = await calls.rentals.create({ ...REQUEST, ...orderIn(quote), signature });
  expect(job.rental_id).toBe(quote.order.rentalId);
});

test("a budget pays without a signature as far as it reaches, and an API key is enough", async () => {
  const { address } = await customerWith(api, 3);
  const byKey = api.as(address, ["jobs:write", "jobs:read"]);
  await grant(api, address, api.config.delegate, HOLD * 2n);
  const first = await byKey.rentals.create(REQUEST);
  await byKey.rentals.create(REQUEST);
  expect(await codeOf(byKey.rentals.create(REQUEST))).toBe("order_required");
  const waiting = await ordersToSign(api.db, api.config.delegate, 100);
  expect(waiting.filter((order) => order.customer === address)).toHaveLength(2);
  expect((await byKey.rentals.detail({ id: first.job_id })).paid_from).toBe("budget");
  await grant(api, address, api.config.delegate, HOLD * 3n + 1n);
  await byKey.rentals.create(REQUEST);
  await grant(api, address, api.config.delegate, HOLD * 10n);
  expect(await codeOf(byKey.rentals.create(REQUEST))).toBe("insufficient_balance");
  const poor = api.as(address, ["jobs:read"]);
  expect(await codeOf(poor.rentals.create(REQUEST))).toBe("missing_scope");
});

test("budget-paid clicks at one moment go on to the next offer instead of losing", async () => {
  for (const name of ["race-1", "race-2", "race-3"]) await api.addNode({ name, gpuModel: "Race", gpuCount: 1 });
  const { address, calls } = await customerWith(api, 4);
  await grant(api, address, api.config.delegate, HOLD * 4n);
  const request = { ...REQUEST, gpu_type: "race" };
  const clicks = await Promise.allSettled(Array.from({ length: 4 }, () => calls.rentals.create(request)));
  expect(clicks.filter((click) => click.status === "fulfilled")).toHaveLength(3);
  expect(await accountOf(api.db, address)).toMatchObject({ held: HOLD * 3n, available: HOLD });
});

test("a session key the customer granted signs for him within its budget; a revoked one for nobody", async () => {
  const { address, calls } = await customerWith(api, 3);
  const key = newAccount();
  await grant(api, address, key.address.toLowerCase(), HOLD);
  const rent = async () => {
    const quote = await calls.rentals.quote(REQUEST);
    const signature = await signed(key, quote.typed_data);
    return calls.rentals.create({ ...REQUEST, ...orderIn(quote), signature });
  };
  expect((await calls.rentals.detail({ id: (await rent()).job_id })).paid_from).toBe("budget");
  const refusal = await refusalOf(rent());
  expect(refusal.code).toBe("order_required");
  expect(quoteIn(refusal).hold_wei).toBe(HOLD.toString());
  await grant(api, address, key.address.toLowerCase(), 0n);
  expect(await codeOf(rent())).toBe("invalid_signature");
});
