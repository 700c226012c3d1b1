import type { Database } from "../../database.ts";
import { runStatement, Values } from "../../statement.ts";
import { reliabilitySql } from "../providers/reliability.ts";
import {
  allByModel,
  type Condition,
  conditionsOf,
  isCommon,
  modelsSql,
  type OfferFilter,
  type OfferFilters,
  walkSql,
} from "./matching.ts";
import { OFFER_COLUMNS, type OfferFacts, type OfferRecord, offerFactsOf } from "./offerFacts.ts";

export type MarketSort = "price" | "reliability" | "availability";

/** An offer with what one wants to know of its provider, and its place in the order of the list. */
export type MarketRow = OfferFacts & {
  readonly providerName: string;
  readonly reliability: number | null;
  readonly keys: readonly [string, string, string];
};

export type MarketPage = {
  readonly filters: OfferFilters;
  readonly sort: MarketSort;
  /** Keys of the row before the page; null: from the beginning. */
  readonly after: readonly string[] | null;
  readonly limit: number;
};

/** Listed offers that match, in order: cheapest, most reliable or most available first, then by price. */
export async function marketPage(db: Database, { filters, sort, after, limit }: MarketPage): Promise<MarketRow[]> {
  const values = new Values();
  const conditions = conditionsOf(filters, values);
  const place = placeOf(sort, after, values);
  const page = { conditions, place, limit: values.add(limit, "int") };
  const text = `
    with ${[...modelsSql(conditions), `page as (${PAGES[sort](page)})`].join(", ")}
    select ${OFFER_COLUMNS}, p.name as provider_name, ${reliabilitySql("o.provider")} as reliability,
           o.k1::text, o.k2::text, o.k3
      from page o
      join nodes n on n.cluster_id = o.cluster_id and n.name = o.node_name
      join providers p on p.address = o.provider
     order by o.k1, o.k2, o.k3`;
  const rows = await runStatement<MarketRecord>(db, { text, values, isNamed: isCommon(conditions) });
  return rows.map((row) => ({
    ...offerFactsOf(row),
    providerName: row.provider_name,
    reliability: row.reliability,
    keys: [row.k1, row.k2, row.k3],
  }));
}

type MarketRecord = OfferRecord & {
  readonly provider_name: string;
  readonly reliability: number | null;
  readonly k1: string;
  readonly k2: string;
  readonly k3: string;
};

const KEY_TYPES = {
  price: ["numeric", "text"],
  availability: ["int", "numeric"],
  reliability: ["float8", "numeric"],
} as const satisfies { [S in MarketSort]: readonly [string, string] };

function placeOf(sort: MarketSort, after: readonly string[] | null, values: Values): string | null {
  if (after === null) return null;
  const types = [...KEY_TYPES[sort], "text"];
  return `(${types.map((type, index) => values.add(after[index], type)).join(", ")})`;
}

/** SQL of a page's offers with their keys k1, k2, k3. `place` is the row of keys before it. */
type Page = (page: { conditions: ReadonlyMap<OfferFilter, Condition>; place: string | null; limit: string }) => string;

/** Ranks everything that matches: no index knows these figures. */
const byRank =
  (rank: string, join = ""): Page =>
  ({ conditions, place, limit }) =>
    `
    select * from (
      select o.*, ${rank} as k1, o.gpu_rate as k2, o.id as k3 from offers o ${join}
       where o.listed${allByModel(conditions, "o")}
    ) o ${place === null ? "" : `where (o.k1, o.k2, o.k3) > ${place}`}
     order by o.k1, o.k2, o.k3 limit ${limit}`;

const PAGES = {
  price: ({ conditions, place, limit }) =>
    walkSql(conditions, {
      select: "o.*, o.gpu_rate as k1, o.provider as k2, o.id as k3",
      where: place === null ? "" : `and (o.gpu_rate, o.provider, o.id) > ${place}`,
      keys: "o.gpu_rate, o.provider, o.id",
      limit,
    }),
  availability: byRank("-case when o.rentable then o.free_gpus else 0 end"),
  reliability: byRank(
    "coalesce(1 - ranked.reliability, 2)",
    `join (select p.address, ${reliabilitySql("p.address")} as reliability from providers p) ranked
       on ranked.address = o.provider`,
  ),
} as const satisfies { [S in MarketSort]: Page };
