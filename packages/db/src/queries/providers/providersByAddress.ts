import type { Database } from "../../database.ts";
import { runStatement, Values } from "../../statement.ts";
import { type ProviderFacts, providersSql, readProviders } from "./providerFacts.ts";

/** Providers who have something listed, with all their listed offers, by address. `after`: the one before the page. */
export async function listProviders(
  db: Database,
  { after, limit }: { after: string | null; limit: number },
): Promise<readonly ProviderFacts[]> {
  const values = new Values();
  const page = `
    select p.address as provider, p.address as key from providers p
     where exists (select from offers o where o.provider = p.address and o.listed)
       ${after === null ? "" : `and p.address > ${values.add(after, "text")}`}
     order by p.address limit ${values.add(limit, "int")}`;
  return readProviders(await runStatement(db, { text: providersSql({ page }), values, isNamed: true }));
}

/** One registered provider, with offers or without; null for any other address. */
export async function providerByAddress(db: Database, address: string): Promise<ProviderFacts | null> {
  const values = new Values();
  const page = `select p.address as provider, '' as key from providers p where p.address = ${values.add(address, "text")}`;
  const [found] = readProviders(await runStatement(db, { text: providersSql({ page }), values, isNamed: true }));
  return found ?? null;
}
