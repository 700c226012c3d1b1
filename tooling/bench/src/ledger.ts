import { testStorm } from "@worldland/db/testing/storm/testStorm";
import { testMarket } from "@worldland/db/testMarket";
import type { Bench } from "./figure.ts";
import { withOwnPostgres } from "./ownPostgres.ts";
import { timed } from "./pairs.ts";

const WORKERS = 64;
const OPERATIONS = 10_000;

/**
 * Money's commands by many workers at once on few accounts, with Postgres looking at the ledger at the end of every
 * transaction: sums, overdrafts, promises, budgets. Whatever breaks ends the run and is counted.
 */
export const ledger: Bench = async (report) => {
  await withOwnPostgres(async () => {
    const market = await testMarket({ connections: WORKERS });
    try {
      let storm: Awaited<ReturnType<typeof testStorm>> | undefined;
      const seconds = await timed(async () => {
        storm = await testStorm(market, { workers: WORKERS, operations: OPERATIONS, random: Math.random });
      });
      if (storm === undefined) return;
      const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((all, count) => all + count, 0);
      const n = sum(storm.done);
      const by = `${WORKERS} workers`;
      report({ figure: `operations, ${by}`, value: n, unit: "calls", n });
      report({ figure: `refused by the rules, ${by}`, value: sum(storm.refused), unit: "calls", n });
      report({ figure: "looks at the ledger when a transaction ended", value: storm.checks, unit: "calls", n });
      report({ figure: "deadlocks", value: storm.deadlocks, unit: "calls", n });
      report({
        figure: "broken otherwise: sums, overdrafts, faults",
        value: storm.faults.length - storm.deadlocks,
        unit: "calls",
        n,
      });
      report({ figure: "accounts unlike the independent sums", value: storm.wrong.length, unit: "rows", n });
      report({ figure: `operations, watched, ${by}`, value: n / seconds, unit: "/s", n });
    } finally {
      await market.close();
    }
  });
  return undefined;
};
