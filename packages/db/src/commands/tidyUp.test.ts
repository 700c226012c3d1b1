import { eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outbox } from "../schema/outbox.ts";
import { quotes } from "../schema/quotes.ts";
import { RATE, SMALLEST, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { markRelayed } from "./markRelayed.ts";
import { quoteRental } from "./quoteRental.ts";
import { takeOutbox } from "./takeOutbox.ts";
import { tidyUp } from "./tidyUp.ts";

const CUSTOMER = wallet(0xc1);

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket();
  await market.addNode();
  await market.deposit(CUSTOMER, RATE * 3600n);
});
afterAll(() => market.close());

test("tidying up deletes relayed nudges and unused quotes of yesterday, and nothing that is still wanted", async () => {
  const used = await market.rent(CUSTOMER);
  await quoteRental(market.db, { customer: CUSTOMER, request: SMALLEST });
  const waiting = await takeOutbox(market.db, 1000);
  await markRelayed(
    market.db,
    waiting.slice(1).map(({ id }) => id),
  );
  await tidyUp(market.db);
  expect(await market.db.$count(quotes, isNull(quotes.usedAt))).toBe(1);
  await market.advance(2 * 86_400);
  await tidyUp(market.db);
  expect(await market.db.$count(quotes, isNull(quotes.usedAt))).toBe(0);
  expect(await market.db.$count(quotes, eq(quotes.rentalId, used.id))).toBe(1);
  expect((await takeOutbox(market.db, 1000)).map(({ id }) => id)).toEqual([waiting[0]?.id]);
  expect(await market.db.$count(outbox)).toBe(1);
});
