import type { Bench, Report } from "../figure.ts";
import { interleaved, median } from "../pairs.ts";
import { startBareWork } from "./bareWork.ts";
import { startClicks } from "./clicks.ts";
import { startGround } from "./ground.ts";

const PAIRS = 7;
const OPERATIONS = 80;
const CONCURRENCIES = [1, 20];

/**
 * The click's database work (everything that `openRental` decides and writes, with the wake of the relay) beside one
 * bare INSERT and one bare BullMQ add, which nobody can do without.
 */
export const openRental: Bench = async (report) => {
  const ground = await startGround();
  try {
    for (const concurrency of CONCURRENCIES) await measure(report, ground, concurrency);
  } finally {
    await ground.close();
  }
  return undefined;
};

async function measure(report: Report, ground: Awaited<ReturnType<typeof startGround>>, concurrency: number) {
  const clicks = await startClicks(concurrency);
  const bare = await startBareWork(ground, concurrency);
  try {
    const pairs = await interleaved(
      PAIRS,
      () => clicks.run(OPERATIONS),
      () => bare.run(OPERATIONS),
    );
    const n = pairs.length;
    const figure = (name: string) => `${name}, concurrency ${concurrency}`;
    report({
      figure: figure("rate"),
      value: median(pairs.map(({ ours, theirs }) => theirs / ours)),
      unit: "x",
      ratio_to: `bare INSERT + bare BullMQ add on ${ground.queueOn}`,
      n,
    });
    report({ figure: figure("rentals"), value: OPERATIONS / median(pairs.map(({ ours }) => ours)), unit: "/s", n });
    report({ figure: figure("bare"), value: OPERATIONS / median(pairs.map(({ theirs }) => theirs)), unit: "/s", n });
  } finally {
    await bare.close();
    await clicks.close();
  }
}
