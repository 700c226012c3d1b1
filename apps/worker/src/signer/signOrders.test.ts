import { grantSessionKeyCall } from "@worldland/contracts/calls";
import { readSessionKey } from "@worldland/contracts/vault";
import { stopRental } from "@worldland/db/commands/stopRental";
import type { Budget } from "@worldland/db/queries/account/budgetOf";
import type { OrderToSign } from "@worldland/db/queries/signer/ordersToSign";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scanChain } from "../chain/scanChain.ts";
import { rentalRow } from "../testing/books.ts";
import { HOLD, lower, RATE, startVaultMarket, type VaultMarket } from "../testing/vaultMarket.ts";
import { judgeOrder } from "./judgeOrder.ts";
import { type SignerDeps, signOrders } from "./signOrders.ts";

let m: VaultMarket;
let deps: SignerDeps;
beforeAll(async () => {
  m = await startVaultMarket();
  deps = { db: m.db, log: m.deps.log, delegate: m.key, domain: m.domain };
});
afterAll(() => m.close());

const FAR_AWAY = 4_000_000_000;

test("an order paid from a budget is signed by the delegate, opened, and its refund is the key's again", async () => {
  const customer = await m.customer(HOLD * 3n);
  const key = lower(m.key.address);
  const grant = { key, spendLimit: HOLD * 2n, expiresAt: FAR_AWAY };
  await m.send(customer, grantSessionKeyCall(m.address, grant));
  await scanChain(m.deps);
  const rental = await m.rent(customer, { sessionKey: key, signature: null });
  expect(await signOrders(deps)).toBe(1);
  expect(await signOrders(deps)).toBe(0);
  await m.settleDown(3);
  expect((await rentalRow(m, rental.id)).vaultState).toBe("open");
  const pair = { customer: customer.address, key };
  expect((await readSessionKey(m.client, m.address, pair)).spent).toBe(HOLD);
  await stopRental(m.db, { rentalId: rental.id, by: "customer", wallet: lower(customer.address) });
  await m.settleDown(3);
  expect((await readSessionKey(m.client, m.address, pair)).spent).toBe(0n);
});

const now = new Date("2026-01-01T00:00:00Z");
const budget: Budget = { limit: HOLD * 2n, spent: HOLD, left: 0n, expiresAt: new Date("2026-01-02T00:00:00Z") };
const order: OrderToSign = {
  purpose: "open",
  reservationId: 1n,
  amount: HOLD,
  customer: "0xc1",
  ratePerSecond: RATE,
  durationS: 3600,
  offerProvider: "0xa1",
  reservedBefore: 0n,
  order: {
    rentalId: 1n,
    customer: "0xc1",
    provider: "0xa1",
    ratePerSecond: RATE,
    maxSeconds: 3600,
    deadline: FAR_AWAY,
  },
};

test("the delegate signs what its own arithmetic and the grant allow, to the unit", () => {
  expect(judgeOrder(order, budget, now)).toBeNull();
  expect(judgeOrder({ ...order, reservedBefore: 1n }, budget, now)).toBe("no_budget");
  expect(judgeOrder(order, { ...budget, spent: HOLD + 1n }, now)).toBe("no_budget");
  expect(judgeOrder(order, { ...budget, expiresAt: now }, now)).toBe("no_budget");
  expect(judgeOrder(order, null, now)).toBe("no_budget");
});

test("the delegate does not sign for another provider than the offer's, nor for more than was reserved", () => {
  expect(judgeOrder({ ...order, offerProvider: "0xa2" }, budget, now)).toBe("other_provider");
  expect(judgeOrder({ ...order, amount: HOLD - 1n }, budget, now)).toBe("wrong_amount");
  const { order: _, ...known } = order;
  const extension = { rentalId: 1n, maxSeconds: 7200, deadline: FAR_AWAY };
  const extended: OrderToSign = { ...known, purpose: "extend", extension };
  expect(judgeOrder(extended, budget, now)).toBeNull();
  expect(judgeOrder({ ...extended, durationS: 7200 }, budget, now)).toBe("wrong_amount");
  expect(judgeOrder({ ...extended, extension: { ...extension, maxSeconds: 7201 } }, budget, now)).toBe("wrong_amount");
});
