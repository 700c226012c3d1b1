import { and, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { nodes } from "../../schema/nodes.ts";
import { providers } from "../../schema/providers.ts";
import { rentals } from "../../schema/rentals.ts";
import { isOwn, type OwnRental, ownColumns } from "./ownRental.ts";

export type RentalDetail = OwnRental & {
  readonly place: {
    readonly providerName: string;
    readonly region: string | null;
    readonly country: string | null;
    /** Its GPUs are simulated (local network). */
    readonly isSimulated: boolean;
  };
};

/** An own rental and where it runs; null as for {@link ownRental}. */
export async function rentalDetail(db: Executor, customer: string, rentalId: bigint): Promise<RentalDetail | null> {
  const [found] = await db
    .select({
      ...ownColumns,
      providerName: providers.name,
      region: nodes.region,
      country: nodes.country,
      isSimulated: nodes.simulated,
    })
    .from(rentals)
    .innerJoin(providers, eq(providers.address, rentals.provider))
    .innerJoin(nodes, and(eq(nodes.clusterId, rentals.clusterId), eq(nodes.name, rentals.nodeName)))
    .where(isOwn(customer, rentalId));
  if (found === undefined) return null;
  const { providerName, region, country, isSimulated, ...own } = found;
  return { ...own, place: { providerName, region, country, isSimulated } };
}
