import { headers } from "next/headers";
import { readFilters } from "../market/filters.ts";
import { Marketplace } from "../market/Marketplace.tsx";
import { readFirstMarket } from "../market/readFirstMarket.ts";

type Props = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The marketplace: works signed out, and its first offers come with the page. */
export default async function MarketplacePage({ searchParams }: Props) {
  const [asked, given] = await Promise.all([searchParams, headers()]);
  const address = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) address.set(name, String([value].flat()[0] ?? ""));
  const ownOrigin = given.get("x-own-origin");
  const first = ownOrigin === null ? null : await readFirstMarket(ownOrigin, readFilters(address));
  return <Marketplace first={first} />;
}
