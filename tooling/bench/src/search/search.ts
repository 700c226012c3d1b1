import type { TestApi } from "@worldland/api/testApi";
import { gpuTypes } from "@worldland/db/queries/offers/gpuTypes";
import { marketPage } from "@worldland/db/queries/offers/marketPage";
import pg from "pg";
import type { Bench, Report } from "../figure.ts";
import { withOwnPostgres } from "../ownPostgres.ts";
import { interleaved, quantile, timed } from "../pairs.ts";
import { bigMarket } from "./bigMarket.ts";
import { RAW } from "./rawQueries.ts";

const SIZES = [1_000, 100_000];
const PAIRS = 300;
/** Counting everything by hand takes long, and its length is the point. */
const COUNT_PAIRS = 30;
const LIMIT = 20;

/** The search for offers beside the same rows by one prepared query, hand-written for it, over the same connection. */
export const search: Bench = async (report) => {
  for (const size of SIZES) {
    await withOwnPostgres(async () => {
      const api = await bigMarket(size);
      const client = new pg.Client({ connectionString: api.url });
      await client.connect();
      try {
        await measure(report, api, client, size);
      } finally {
        await client.end();
        await api.close();
      }
    });
  }
  return undefined;
};

async function measure(report: Report, api: TestApi, client: pg.Client, size: number): Promise<void> {
  const { db, anybody } = api;
  const query = { sort: "price", after: null, limit: LIMIT } as const;
  const gpuWords = ["4090"];
  const inSeoul = { gpuWords, region: "Seoul", gpuCount: 2 };
  const byModel = () => client.query({ ...RAW.byModel, values: ["rtx4090", LIMIT] });
  const rows = async (name: string, ours: () => Promise<unknown>, theirs: () => Promise<unknown>, count = PAIRS) => {
    const pairs = await interleaved(
      count,
      () => timed(ours),
      () => timed(theirs),
    );
    for (const [p, q] of Object.entries({ p50: 0.5, p99: 0.99 })) {
      const of = (pick: "ours" | "theirs") =>
        quantile(
          pairs.map((pair) => pair[pick]),
          q,
        );
      const figure = `${name}, ${size} offers, ${p}`;
      report({ figure, value: of("ours") / of("theirs"), unit: "x", ratio_to: "the raw prepared query", n: count });
      report({ figure, value: of("ours") * 1000, unit: "ms", n: count });
    }
  };
  await rows("by model", () => marketPage(db, { ...query, filters: { gpuWords } }), byModel);
  const raw = { ...RAW.byModelRegionCount, values: ["rtx4090", "Seoul", 2, LIMIT] };
  await rows(
    "by model, region and count",
    () => marketPage(db, { ...query, filters: inSeoul }),
    () => client.query(raw),
  );
  await rows("offers.market by model", () => anybody.offers.market({ gpu: "4090", limit: LIMIT }), byModel);
  await rows("providers.search by model", () => anybody.providers.search({ gpu: "4090", limit: LIMIT }), byModel);
  await rows(
    "counts per model",
    () => gpuTypes(db),
    () => client.query(RAW.counts),
    COUNT_PAIRS,
  );
}
