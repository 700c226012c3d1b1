import type { Database } from "../../database.ts";
import { runStatement, Values } from "../../statement.ts";
import { reliabilitySql } from "../providers/reliability.ts";
import type { MarketRow } from "./marketPage.ts";
import { OFFER_COLUMNS, type OfferRecord, offerFactsOf } from "./offerFacts.ts";

/** One listed offer; null where there is none of that id. */
export async function marketOffer(db: Database, offerId: string): Promise<Omit<MarketRow, "keys"> | null> {
  const values = new Values();
  const text = `
    select ${OFFER_COLUMNS}, p.name as provider_name, ${reliabilitySql("o.provider")} as reliability
      from offers o
      join nodes n on n.cluster_id = o.cluster_id and n.name = o.node_name
      join providers p on p.address = o.provider
     where o.listed and o.id = ${values.add(offerId, "text")}`;
  type Found = OfferRecord & { readonly provider_name: string; readonly reliability: number | null };
  const [row] = await runStatement<Found>(db, { text, values, isNamed: true });
  if (row === undefined) return null;
  return { ...offerFactsOf(row), providerName: row.provider_name, reliability: row.reliability };
}
