import { openRental } from "@worldland/db/commands/openRental";
import { quoteRental } from "@worldland/db/commands/quoteRental";
import { recordRentalEvent } from "@worldland/db/commands/recordRentalEvent";
import { orderOf } from "@worldland/db/rows/quoteRow";
import { clickOf, nodeSeen, SMALLEST, testMarket, wallet } from "@worldland/db/testMarket";
import { runAll, timed } from "../pairs.ts";

const NODES = 40;
const CUSTOMERS = 40;
const MONEY = 10n ** 24n;

/** A market of 320 GPUs and 40 customers with money. */
export async function startClicks(concurrency: number) {
  const market = await testMarket({ connections: concurrency });
  const { db } = market;
  const offers: string[] = [];
  for (let node = 0; node < NODES; node++) {
    const name = `node-${node}`;
    offers.push((await market.addNode(nodeSeen({ name, uid: name }))).offerId);
  }
  const customers = Array.from({ length: CUSTOMERS }, (_, index) => wallet(0xc000 + index));
  for (const customer of customers) await market.deposit(customer, MONEY);

  const quoted = async (index: number) => {
    const customer = customers[index % CUSTOMERS] ?? "";
    const request = { ...SMALLEST, offerId: offers[index % NODES] };
    const { quote } = await quoteRental(db, { customer, request });
    return clickOf(customer, SMALLEST, { order: orderOf(quote) });
  };
  const undo = async (rentalId: bigint) => {
    const stop = { type: "stop_requested", by: "customer" } as const;
    await recordRentalEvent(db, { rentalId, who: "customer", event: stop });
    await recordRentalEvent(db, { rentalId, who: "platform", event: { type: "workload_gone" } });
  };

  return {
    /** Seconds for so many clicks. Their quotes are made before, and what they rented is given back after. */
    async run(operations: number): Promise<number> {
      const clicks = await Promise.all(Array.from({ length: operations }, (_, index) => quoted(index)));
      const seconds = await timed(() =>
        runAll(
          clicks.map((click) => () => openRental(db, click)),
          concurrency,
        ),
      );
      await runAll(
        clicks.map(
          ({ order }) =>
            () =>
              undo(order.rentalId),
        ),
        concurrency,
      );
      return seconds;
    },
    close: () => market.close(),
  };
}
