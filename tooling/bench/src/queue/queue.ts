import { startRedis } from "@worldland/testing/redis";
import type { Bench } from "../figure.ts";
import { withOwnPostgres } from "../ownPostgres.ts";
import { quantile } from "../pairs.ts";
import { startBareQueue } from "./bareQueue.ts";
import { startRelayed } from "./relayed.ts";

const PAIRS = 400;
/** Until statements are planned and programs compiled. */
const WARM_UP = 50;

/**
 * From a nudge in the outbox to the start of its processor, through NOTIFY, relay and queue, beside BullMQ alone: a
 * job added and started. One at a time, in turn, on one Redis.
 */
export const queue: Bench = async (report) => {
  const redis = await startRedis({ durable: true });
  if ("skip" in redis) return { skip: redis.skip };
  try {
    await withOwnPostgres(async () => {
      const ours = await startRelayed(redis.url);
      const bare = startBareQueue(redis.url);
      try {
        const pairs: { ours: number; theirs: number }[] = [];
        for (let pair = 0; pair < WARM_UP + PAIRS; pair++) {
          pairs.push({ ours: await ours.once(), theirs: await bare.once() });
        }
        const counted = pairs.slice(WARM_UP);
        const n = counted.length;
        for (const [name, share] of [
          ["p50", 0.5],
          ["p99", 0.99],
        ] as const) {
          const our = quantile(
            counted.map((pair) => pair.ours),
            share,
          );
          const their = quantile(
            counted.map((pair) => pair.theirs),
            share,
          );
          const compared = { unit: "x", ratio_to: "BullMQ alone on Redis, add to start", n } as const;
          report({ figure: `outbox row to processor start, ${name}`, value: our / their, ...compared });
          report({ figure: `outbox row to processor start, ${name}`, value: our, unit: "ms", n });
          report({ figure: `bare add to start, ${name}`, value: their, unit: "ms", n });
        }
      } finally {
        await ours.close();
        await bare.close();
      }
    });
  } finally {
    await redis.close();
  }
  return undefined;
};
