import { startRedis } from "@worldland/testing/redis";
import type { Bench, Report } from "../figure.ts";
import { withOwnPostgres } from "../ownPostgres.ts";
import { interleaved, median } from "../pairs.ts";
import { type Ground, startBareWork } from "./bareWork.ts";
import { startClicks } from "./clicks.ts";

const PAIRS = 7;
/** Enough for every connection to have its statements prepared and planned once the first pair is through. */
const OPERATIONS = 240;
const CONCURRENCIES = [1, 20];

/**
 * The click's database work (everything that `openRental` decides and writes, with the wake of the relay) beside one
 * bare INSERT and one bare BullMQ add, which nobody can do without. On Redis where the machine has one, kept as
 * operators keep it; Postgres as durable for the one as for the other.
 */
export const openRental: Bench = async (report) => {
  await withOwnPostgres(async ({ url: postgresUrl }) => {
    const redis = await startRedis({ durable: true });
    try {
      const ground = { postgresUrl, redisUrl: "url" in redis ? redis.url : null };
      for (const concurrency of CONCURRENCIES) await measure(report, ground, concurrency);
    } finally {
      if ("close" in redis) await redis.close();
    }
  });
  return undefined;
};

async function measure(report: Report, ground: Ground, concurrency: number): Promise<void> {
  const clicks = await startClicks(concurrency);
  const bare = await startBareWork(ground, concurrency);
  try {
    const pairs = await interleaved(
      PAIRS,
      () => clicks.run(OPERATIONS),
      () => bare.run(OPERATIONS),
    );
    const n = pairs.length;
    const at = `concurrency ${concurrency}`;
    report({
      figure: `rate, ${at}`,
      value: median(pairs.map(({ ours, theirs }) => theirs / ours)),
      unit: "x",
      ratio_to: `bare INSERT + bare BullMQ add on ${ground.redisUrl === null ? "Postgres" : "Redis"}`,
      n,
    });
    report({ figure: `rentals, ${at}`, value: OPERATIONS / median(pairs.map(({ ours }) => ours)), unit: "/s", n });
    report({ figure: `bare, ${at}`, value: OPERATIONS / median(pairs.map(({ theirs }) => theirs)), unit: "/s", n });
  } finally {
    await bare.close();
    await clicks.close();
  }
}
