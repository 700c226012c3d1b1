import type { Database } from "../../database.ts";
import { runStatement, Values } from "../../statement.ts";
import { type Condition, conditionsOf, isCommon, type OfferFilter, type OfferFilters } from "./matching.ts";

/** How many offers match on all pages, and how many more each filter in force hides that all others let through. */
export type MarketTotals = { readonly total: number; readonly hiddenBy: ReadonlyMap<OfferFilter, number> };

export async function marketTotals(db: Database, filters: OfferFilters): Promise<MarketTotals> {
  const values = new Values();
  const conditions = conditionsOf(filters, values);
  const isCounted = [...conditions.keys()].every((name) => name === "gpuWords" || name === "region");
  const text = isCounted ? fromCounts(conditions) : fromOffers(conditions);
  const rows = await runStatement<{ misses: number; offers: number }>(db, {
    text,
    values,
    isNamed: isCommon(conditions),
  });
  const missing = (misses: number) => rows.find((row) => row.misses === misses)?.offers ?? 0;
  return {
    total: missing(0),
    hiddenBy: new Map([...conditions.keys()].map((name, index) => [name, missing(1 << index)])),
  };
}

type Conditions = ReadonlyMap<OfferFilter, Condition>;

/** A set bit for each filter that an offer does not pass. */
function missesSql(conditions: Conditions, alias: string): string {
  const bits = [...conditions.values()].map(
    (condition, index) => `(case when ${condition(alias)} then 0 else ${1 << index} end)`,
  );
  return ["0", ...bits].join(" + ");
}

function fromOffers(conditions: Conditions): string {
  return `
    select misses, count(*)::int as offers
      from (select ${missesSql(conditions, "o")} as misses from offers o where o.listed) o
     group by misses`;
}

/** Counted already where nothing but model and place matter. */
function fromCounts(conditions: Conditions): string {
  return `
    select misses, sum(offers)::int as offers
      from (
        select ${missesSql(conditions, "c")} as misses, c.offers from market_counts c
        union all
        select ${missesSql(conditions, "c")}, c.offers from market_count_changes c
      ) counted
     group by misses`;
}
