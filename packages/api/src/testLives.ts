import { chargeOf } from "@worldland/core/ledger";
import { usedSecondsToReport } from "@worldland/core/rental/settlement";
import { readClock } from "@worldland/db/clock";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { ownRental } from "@worldland/db/queries/rentals/ownRental";
import { type RentalRow, rentalOf } from "@worldland/db/rows/rentalRow";
import { opening } from "@worldland/db/testMarket";
import fc from "fast-check";
import type { TestApi } from "./testApi.ts";

/** A life of a rental: when its opening comes, what the probes see, what is settled or added in between, how it ends. */
const life = fc.record({
  openAfter: fc.constantFrom(0, 1, 2, 3),
  looks: fc.array(
    fc.record({
      afterS: fc.integer({ min: 1, max: 120 }),
      good: fc.boolean(),
      next: fc.constantFrom("nothing", "nothing", "settle", "extend"),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  isSettledEarly: fc.boolean(),
  end: fc.constantFrom("customer", "provider", "expired", "crashed"),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** One that has everything: two settlements, an extension, a pause seen while it goes on. */
const FULL: Life = {
  openAfter: 0,
  looks: [
    { afterS: 25, good: true, next: "settle" },
    { afterS: 45, good: false, next: "extend" },
    { afterS: 10, good: true, next: "nothing" },
    { afterS: 20, good: true, next: "nothing" },
  ],
  isSettledEarly: true,
  end: "customer",
};

/** The same lives each time. */
export function sampleLives(count: number): Life[] {
  return [FULL, ...fc.sample(life, { numRuns: count - 1, seed: 42 })];
}

/** Rentals of `customer` on the test's market (of any offer, unless said), driven as worker and vault drive them. */
export function testLives(api: TestApi, customer: string, request: { offerId?: string } = {}) {
  const record = (rentalId: bigint, event: Parameters<typeof recordRentalEvent>[1]["event"]) =>
    recordRentalEvent(api.db, { rentalId, who: "platform", event });
  const rowOf = async ({ id }: Pick<RentalRow, "id">) => {
    const own = await ownRental(api.db, customer, id);
    if (own === null) throw new Error("the rental is gone");
    return own;
  };
  const lives = {
    record,
    async probe(rentalId: bigint, good: boolean): Promise<void> {
      const at = await readClock(api.db);
      await record(rentalId, { type: "probed", probe: { at, good, podUid: "pod-1", restarts: 0 } });
    },
    /** The vault settles what the worker would report, and closes if asked, in blocks of their own. */
    async settle(rental: RentalRow, close: boolean): Promise<void> {
      const { row, now } = await rowOf(rental);
      const { durationS, ratePerSecond, id: rentalId, vaultUsedS: before } = row;
      const used = usedSecondsToReport(rentalOf(row, []), now) ?? 0;
      const { charge, fee } = chargeOf(ratePerSecond, used - before, 500);
      const settled = { name: "RentalSettled", args: { rentalId, usedSeconds: used, charge, fee } } as const;
      const refund = ratePerSecond * BigInt(durationS - used);
      await api.chain.mine([
        ...(used > before ? [settled] : []),
        ...(close ? [{ name: "RentalClosed", args: { rentalId, refund } } as const] : []),
      ]);
    },
    /** An hour more in the vault. */
    async extend(rental: RentalRow): Promise<void> {
      const { row } = await rowOf(rental);
      const args = { rentalId: row.id, maxSeconds: row.durationS + 3600 };
      await api.chain.mine([{ name: "RentalExtended", args }]);
    },
    /** One life from the click until the workload is gone; `look` is called between its events, while it runs. */
    async live({ openAfter, looks, isSettledEarly, end }: Life, look: (row: RentalRow) => Promise<void>) {
      const row = await api.rent(customer, request);
      await api.start(row.id);
      for (const [index, { afterS, good, next }] of looks.entries()) {
        if (index === openAfter) await api.chain.mine([opening(row)]);
        await api.advance(afterS);
        await lives.probe(row.id, good);
        const isOpen = index >= openAfter;
        if (next === "settle" && isOpen) await lives.settle(row, false);
        if (next === "extend" && isOpen) await lives.extend(row);
        await look(row);
      }
      if (openAfter >= looks.length) await api.chain.mine([opening(row)]);
      if (isSettledEarly) await lives.settle(row, false);
      await lives.end(row, end);
      return row;
    },
    async end({ id }: RentalRow, how: Life["end"]): Promise<void> {
      if (how === "expired") {
        await api.advance(7 * 3600);
        await record(id, { type: "clock" });
      } else if (how === "crashed") {
        for (const _ of [1, 2, 3]) await record(id, { type: "workload_failed", reason: "crashed" });
      } else {
        await record(id, { type: "stop_requested", by: how });
      }
      await record(id, { type: "workload_gone" });
    },
  };
  return lives;
}
