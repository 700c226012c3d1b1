import type { Database } from "../../database.ts";
import { runStatement, Values } from "../../statement.ts";
import type { MarketSort } from "../offers/marketPage.ts";
import {
  allByModel,
  allOf,
  type Condition,
  conditionsOf,
  isCommon,
  modelsSql,
  type OfferFilter,
  type OfferFilters,
  walkSql,
} from "../offers/matching.ts";
import { type ProviderFacts, providerStatusSql, providersSql, readProviders } from "./providerFacts.ts";
import { reliabilitySql } from "./reliability.ts";

export type ProvidersPage = {
  readonly filters: OfferFilters;
  readonly sort: MarketSort;
  /** Keys of the provider before the page; null: from the beginning. */
  readonly after: readonly string[] | null;
  readonly limit: number;
};

/**
 * Providers with the offers that match, `limit` of them: those with the cheapest matching offer, the best reliability
 * or the most available GPUs first. A status is the provider's and that of his offers.
 */
export async function providersPage(db: Database, asked: ProvidersPage): Promise<readonly ProviderFacts[]> {
  const { filters, sort, after, limit } = asked;
  const values = new Values();
  const conditions = conditionsOf(filters, values);
  const status = filters.status === undefined ? null : values.add(filters.status, "text");
  const place = after === null ? null : `(${values.add(after[0], KEY_TYPES[sort])}, ${values.add(after[1], "text")})`;
  const page = PAGES[sort]({ conditions, status, place, limit: values.add(limit, "int") });
  const text = providersSql({ before: modelsSql(conditions), page, offers: allByModel(conditions, "o") });
  return readProviders(await runStatement(db, { text, values, isNamed: isCommon(conditions) }));
}

const KEY_TYPES = { price: "numeric", availability: "int", reliability: "float8" } as const satisfies {
  [S in MarketSort]: string;
};

/** SQL of a page's providers: `provider`, `key`. `place` is the row of both before it. */
type Page = (page: {
  conditions: ReadonlyMap<OfferFilter, Condition>;
  status: string | null;
  place: string | null;
  limit: string;
}) => string;

/** Ranks all providers that match: no index knows these figures. `ranked` is SQL of `provider`, `key`. */
const byRank =
  (ranked: (matching: string) => string): Page =>
  ({ conditions, status, place, limit }) =>
    `
    select provider, key from (${ranked(`from offers o where o.listed${allByModel(conditions, "o")}`)}) ranked
     where true ${status === null ? "" : `and ${providerStatusSql("ranked.provider")} = ${status}`}
       ${place === null ? "" : `and (key, provider) > ${place}`}
     order by key, provider limit ${limit}`;

const PAGES = {
  // An offer stands for its provider where none of his that match is cheaper. Many do, which only the `case` tells the
  // planner: taking an equality for a rare thing, it would look at every match before it sorts them.
  price: ({ conditions, status, place, limit }) => `
    select o.provider, o.gpu_rate as key from (${walkSql(conditions, {
      select: "o.provider, o.gpu_rate",
      where: `
        and case when o.id = (select best.id from offers best
                               where best.provider = o.provider and best.listed${allOf(conditions, "best")}
                               order by best.gpu_rate, best.id limit 1) then true else false end
        ${status === null ? "" : `and ${providerStatusSql("o.provider")} = ${status}`}
        ${place === null ? "" : `and (o.gpu_rate, o.provider) > ${place}`}`,
      keys: "o.gpu_rate, o.provider",
      limit,
    })}) o`,
  availability: byRank(
    (matching) => `
      select o.provider, -sum(case when o.rentable then o.free_gpus else 0 end)::int as key ${matching}
       group by o.provider`,
  ),
  reliability: byRank(
    (matching) => `
      select provider, coalesce(1 - ${reliabilitySql("matching.provider")}, 2) as key from (select distinct o.provider ${matching}) matching`,
  ),
} as const satisfies { [S in MarketSort]: Page };
