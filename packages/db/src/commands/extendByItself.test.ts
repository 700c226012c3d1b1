import { unixSeconds } from "@worldland/core/time";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readClock } from "../clock.ts";
import { accountOf } from "../queries/account/accountOf.ts";
import { autoExtensionOf } from "../queries/rentals/autoExtensionOf.ts";
import { ordersToSign } from "../queries/signer/ordersToSign.ts";
import { dueAutoExtensions } from "../queries/worker/dueAutoExtensions.ts";
import { dueRentals } from "../queries/worker/dueRentals.ts";
import type { RentalRow } from "../rows/rentalRow.ts";
import { rentalEvents } from "../schema/rentalEvents.ts";
import { reservations } from "../schema/reservations.ts";
import { opening, RATE, type TestMarket, testMarket, wallet } from "../testMarket.ts";
import { extendByItself } from "./extendByItself.ts";
import { extendRental } from "./extendRental.ts";
import { recordRentalEvent } from "./recordRentalEvent.ts";
import { clearAutoExtension, setAutoExtension } from "./setAutoExtension.ts";
import { stopRental } from "./stopRental.ts";

const HOLD = RATE * 3600n;
const KEY = wallet(0xde);
const HOURLY = { hours: 1, leadS: 900, until: null };
let next = 0xc100;

let market: TestMarket;
beforeAll(async () => {
  market = await testMarket({ connections: 20 });
  await market.addNode({ gpuCount: 100, cpuCores: 1000, memoryGb: 1000, storageGb: 10_000 });
});
afterAll(() => market.close());

/** A rental of an hour that runs and is open, of somebody with money for ten hours and a budget for so many. */
async function running(budgetHours: bigint): Promise<RentalRow> {
  const customer = wallet(next++);
  await market.deposit(customer, HOLD * 10n);
  await grant(customer, HOLD * budgetHours);
  const rental = await market.rent(customer);
  await market.chain.mine([opening(rental)]);
  await market.start(rental.id);
  return rental;
}

const grant = (customer: string, limit: bigint, key = KEY) =>
  market.chain.mine([], {
    sessionKeys: [{ customer, key, limit, spent: 0n, expiresAt: 4_102_444_800, nonce: 1 }],
  });
const keep = (
  { id: rentalId, customer }: RentalRow,
  wanted: Parameters<typeof setAutoExtension>[1]["wanted"] = HOURLY,
) => setAutoExtension(market.db, { rentalId, customer, sessionKey: KEY, wanted });
const reserved = ({ id }: RentalRow) =>
  market.db.select().from(reservations).where(eq(reservations.rentalId, id)).orderBy(reservations.id);
const history = async ({ id }: RentalRow) =>
  (await market.db.select().from(rentalEvents).where(eq(rentalEvents.rentalId, id)).orderBy(rentalEvents.id)).map(
    ({ kind, reason }) => (reason === null ? kind : `${kind} ${reason}`),
  );
const isDue = async ({ id }: RentalRow) => (await dueAutoExtensions(market.db, 1000)).includes(id);
const extended = ({ id: rentalId }: RentalRow, hours: number) =>
  market.chain.mine([{ name: "RentalExtended", args: { rentalId, maxSeconds: hours * 3600 } }]);

test("at its time one extension is asked for, by however many workers, and signed by the budget's key", async () => {
  const rental = await running(2n);
  await keep(rental);
  expect(await isDue(rental)).toBe(false);
  expect(await extendByItself(market.db, rental.id)).toBe("not_due");
  await market.advance(2701);
  expect(await isDue(rental)).toBe(true);
  const all = await Promise.all(Array.from({ length: 8 }, () => extendByItself(market.db, rental.id)));
  expect(all.toSorted()).toEqual(["asked", ...Array.from({ length: 7 }, () => "not_due")]);
  expect(await isDue(rental)).toBe(false);
  expect((await reserved(rental)).filter(({ purpose }) => purpose === "extend")).toMatchObject([
    { maxSeconds: 7200, amount: HOLD, sessionKey: KEY, signature: null, endedAt: null },
  ]);
  const mine = (await ordersToSign(market.db, KEY, 100)).filter(({ customer }) => customer === rental.customer);
  expect(mine).toMatchObject([{ purpose: "extend", amount: HOLD }]);
  expect(await history(rental)).toContain("auto_extension_requested");
  await extended(rental, 2);
  expect(await extendByItself(market.db, rental.id)).toBe("not_due");
  await market.advance(3600);
  expect(await isDue(rental)).toBe(true);
  expect(await extendByItself(market.db, rental.id)).toBe("asked");
});

test("a budget that is used up is told once; raised in time it extends after all, else the rental just ends", async () => {
  const rental = await running(0n);
  await expect(keep(rental)).rejects.toMatchObject({ code: "conflict" });
  await grant(rental.customer, HOLD - 1n);
  await keep(rental);
  await market.advance(2701);
  expect(await extendByItself(market.db, rental.id)).toBe("stopped");
  expect(await isDue(rental)).toBe(false);
  await market.advance(31);
  expect(await isDue(rental)).toBe(true);
  expect(await extendByItself(market.db, rental.id)).toBe("stopped");
  expect((await history(rental)).filter((line) => line.startsWith("auto_extension"))).toEqual([
    "auto_extension_stopped budget",
  ]);
  expect(await autoExtensionOf(market.db, rental.id)).toMatchObject({ stopped: "budget" });
  await grant(rental.customer, HOLD);
  await market.advance(31);
  expect(await extendByItself(market.db, rental.id)).toBe("asked");
  expect(await autoExtensionOf(market.db, rental.id)).toMatchObject({ stopped: null });
  expect((await accountOf(market.db, rental.customer)).held).toBe(HOLD * 2n);

  const poor = await running(1n);
  await keep(poor);
  await grant(poor.customer, 0n);
  await market.advance(3500);
  expect(await isDue(poor)).toBe(false);
  expect(await extendByItself(market.db, poor.id)).toBe("not_due");
  await market.advance(100);
  const ended = await recordRentalEvent(market.db, { rentalId: poor.id, who: "platform", event: { type: "clock" } });
  expect(ended.rental?.endReason).toBe("expired");
});

test("another key's rental, a balance that is spent, the customer's own limit and the vault's no are told as they are", async () => {
  const spent = await running(2n);
  await keep(spent);
  await market.chain.mine([
    { name: "Withdrawn", args: { account: spent.customer, to: spent.customer, amount: HOLD * 9n } },
  ]);
  const limited = await running(2n);
  const end = (await readClock(market.db)).getTime() + 3600 * 1000;
  await keep(limited, { ...HOURLY, until: new Date(end + 600_000) });
  const refused = await running(2n);
  await keep(refused);
  await market.advance(2701);
  expect(await extendByItself(market.db, spent.id)).toBe("stopped");
  expect(await autoExtensionOf(market.db, spent.id)).toMatchObject({ stopped: "balance" });
  expect(await extendByItself(market.db, limited.id)).toBe("stopped");
  expect(await autoExtensionOf(market.db, limited.id)).toMatchObject({ stopped: "until" });

  expect(await extendByItself(market.db, refused.id)).toBe("asked");
  await market.db
    .update(reservations)
    .set({ endedAt: new Date(), outcome: "refused" })
    .where(eq(reservations.sessionKey, KEY));
  await market.advance(31);
  expect(await extendByItself(market.db, refused.id)).toBe("stopped");
  expect(await autoExtensionOf(market.db, refused.id)).toMatchObject({ stopped: "refused" });
  await keep(refused);
  expect(await extendByItself(market.db, refused.id)).toBe("asked");

  const other = await running(2n);
  const key = wallet(0xdf);
  await grant(other.customer, HOLD, key);
  const theirs = await market.rent(other.customer, {}, { sessionKey: key });
  await expect(keep(theirs)).rejects.toMatchObject({ code: "conflict" });
});

test("only its own customer sets it, for a rental that lives, and takes it back", async () => {
  const rental = await running(2n);
  await expect(keep({ ...rental, customer: wallet(0xbad) })).rejects.toMatchObject({ code: "not_found" });
  await expect(keep(rental, { ...HOURLY, until: new Date(0) })).rejects.toMatchObject({ code: "invalid_request" });
  await keep(rental, { ...HOURLY, hours: 3 });
  await keep(rental, { ...HOURLY, hours: 2 });
  expect(await autoExtensionOf(market.db, rental.id)).toMatchObject({ hours: 2, leadS: 900, until: null });
  const own = { rentalId: rental.id, customer: rental.customer };
  await expect(clearAutoExtension(market.db, { ...own, customer: wallet(0xbad) })).rejects.toMatchObject({
    code: "not_found",
  });
  await clearAutoExtension(market.db, own);
  await clearAutoExtension(market.db, own);
  await market.advance(2701);
  expect(await extendByItself(market.db, rental.id)).toBe("not_due");
  await stopRental(market.db, { rentalId: rental.id, by: "customer", wallet: rental.customer });
  await expect(keep(rental)).rejects.toMatchObject({ code: "conflict" });
});

test("warnings are rows: written when due, by whoever looks first, once", async () => {
  const rental = await running(0n);
  await market.advance(2700);
  expect(await dueRentals(market.db, 1000)).toContain(rental.id);
  const look = () => recordRentalEvent(market.db, { rentalId: rental.id, who: "platform", event: { type: "clock" } });
  await Promise.all(Array.from({ length: 6 }, look));
  expect(await dueRentals(market.db, 1000)).not.toContain(rental.id);
  await market.advance(600);
  await Promise.all(Array.from({ length: 6 }, look));
  expect((await history(rental)).filter((line) => line.startsWith("low_runway"))).toEqual([
    "low_runway minutes_15",
    "low_runway minutes_5",
  ]);
});

test("an extension that nobody mines in time is told, its money is free again, and the old term stands", async () => {
  const rental = await running(0n);
  const deadline = unixSeconds(await readClock(market.db)) + 600;
  const extension = { rentalId: rental.id, maxSeconds: 7200, deadline };
  await extendRental(market.db, {
    ...{ rentalId: rental.id, customer: rental.customer, extension },
    ...{ signature: "0x01", sessionKey: null },
  });
  expect((await accountOf(market.db, rental.customer)).held).toBe(HOLD * 2n);
  await market.advance(601);
  for (let block = 0; block < 3; block++) await market.chain.mine([]);
  expect((await history(rental)).at(-1)).toBe("extension_lapsed");
  expect((await accountOf(market.db, rental.customer)).held).toBe(HOLD);
  expect((await reserved(rental)).at(-1)).toMatchObject({ purpose: "extend", outcome: "expired" });
  expect(await isDue(rental)).toBe(false);
});
