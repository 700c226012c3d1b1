import { nudgeRental } from "@worldland/db/commands/nudgeRental";
import { listen } from "@worldland/db/listen";
import { testMarket } from "@worldland/db/testMarket";
import { OUTBOX_CHANNEL, wakeRelay } from "@worldland/db/wake";
import { createLog } from "@worldland/worker/log";
import { startLoop } from "@worldland/worker/loop";
import { connectJobQueue } from "@worldland/worker/queue/jobQueue";
import { relayOutbox } from "@worldland/worker/relay";
import type { OneByOne } from "./bareQueue.ts";

const RELAY_EVERY_MS = 1_000;

/** Outbox, NOTIFY, relay and queue as the worker has them, on one Redis. */
export async function startRelayed(redisUrl: string): Promise<OneByOne> {
  const market = await testMarket();
  const { db, url: databaseUrl } = market;
  const queue = await connectJobQueue({ redisUrl, databaseUrl });
  const relay = startLoop(createLog("bench", "error"), "relay", RELAY_EVERY_MS, () =>
    relayOutbox({ db, reached: () => undefined }, queue),
  );
  const started = new Map<string, (at: number) => void>();
  const nothing = async () => undefined;
  queue.process(
    {
      "rental.reconcile": async (_, { rentalId }) => started.get(rentalId)?.(performance.now()),
      "node.reconcile": nothing,
      "vault.advance": nothing,
    },
    null,
    (job, cause) => {
      throw new Error(`${job} failed`, { cause });
    },
  );
  const outbox = await new Promise<ReturnType<typeof listen>>((resolve) => {
    const listening = listen(databaseUrl, OUTBOX_CHANNEL, relay.wake, () => resolve(listening));
  });
  let nudges = 0n;
  return {
    async once() {
      const rentalId = ++nudges;
      const start = new Promise<number>((resolve) => started.set(`${rentalId}`, resolve));
      await nudgeRental(db, rentalId);
      // The row is there: what its commit took is the command's, measured in the bench of renting.
      const committed = performance.now();
      await wakeRelay(db);
      return (await start) - committed;
    },
    async close() {
      await outbox.close();
      await relay.stop();
      await queue.close();
      await market.close();
    },
  };
}
