import { type MarketStatus, offerStatusSql } from "../offers/matching.ts";
import { OFFER_COLUMNS, type OfferFacts, type OfferRecord, offerFactsOf } from "../offers/offerFacts.ts";
import { reliabilitySql } from "./reliability.ts";

/** A provider as everybody may see him, with some of his offers, the cheapest first. */
export type ProviderFacts = {
  readonly address: string;
  readonly name: string;
  readonly registeredAt: Date;
  /** When one of his approved nodes was last seen; null: never. */
  readonly lastSeenAt: Date | null;
  /** The best of his offers' statuses. */
  readonly status: MarketStatus;
  readonly reliability: number | null;
  /** His place in the order of the page he was found on. */
  readonly key: string;
  readonly offers: readonly OfferFacts[];
};

/** SQL of a provider's status, of an address that is SQL itself and names its table. */
export function providerStatusSql(address: string): string {
  const hasOffer = (condition: string) =>
    `exists (select from offers any_of where any_of.provider = ${address} and any_of.listed and ${condition})`;
  return `(case when ${hasOffer("any_of.rentable")} then 'online'
    when ${hasOffer(`${offerStatusSql("any_of")} = 'maintenance'`)} then 'maintenance' else 'offline' end)`;
}

/**
 * SQL of providers with offers, one row per offer, or one without where none fits: `page` is SQL of `provider`, `key`
 * in no order, `offers` conditions on his offers `o`, `before` common tables that either needs.
 */
export function providersSql({
  before = [],
  page,
  offers = "",
}: {
  before?: readonly string[];
  page: string;
  offers?: string;
}): string {
  const found = `
    select page.key, p.address, p.name, p.registered_at, ${providerStatusSql("p.address")} as provider_status,
           ${reliabilitySql("p.address")} as reliability,
           (select max(n.last_seen_at) from nodes n
             where n.provider = p.address and n.approved_at is not null) as last_seen_at
      from (${page}) page join providers p on p.address = page.provider`;
  return `
    with ${[...before, `found as materialized (${found})`].join(", ")}
    select found.key::text, found.address, found.name, found.registered_at, found.provider_status, found.reliability,
           found.last_seen_at, shown.*
      from found left join lateral (
        select ${OFFER_COLUMNS} from offers o
          join nodes n on n.cluster_id = o.cluster_id and n.name = o.node_name
         where o.provider = found.address and o.listed${offers}
      ) shown on true
     order by found.key, found.address, shown.gpu_rate, shown.offer_id`;
}

/** Rows of {@link providersSql}, each provider once. */
export function readProviders(rows: readonly ProviderRecord[]): readonly ProviderFacts[] {
  const providers = new Map<string, ProviderFacts & { readonly offers: OfferFacts[] }>();
  for (const row of rows) {
    const known = providers.get(row.address) ?? { ...providerOf(row), offers: [] };
    providers.set(row.address, known);
    if (isOffer(row)) known.offers.push(offerFactsOf(row));
  }
  return [...providers.values()];
}

type ProviderColumns = {
  readonly key: string;
  readonly address: string;
  readonly name: string;
  readonly registered_at: Date;
  readonly last_seen_at: Date | null;
  readonly provider_status: MarketStatus;
  readonly reliability: number | null;
};
export type ProviderRecord = ProviderColumns & (OfferRecord | { readonly offer_id: null });

function isOffer(row: ProviderRecord): row is ProviderColumns & OfferRecord {
  return row.offer_id !== null;
}

function providerOf(row: ProviderColumns): Omit<ProviderFacts, "offers"> {
  return {
    address: row.address,
    name: row.name,
    registeredAt: row.registered_at,
    lastSeenAt: row.last_seen_at,
    status: row.provider_status,
    reliability: row.reliability,
    key: row.key,
  };
}
