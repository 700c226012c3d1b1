import { newRentalId } from "@worldland/core/id";
import { gpuWordsOf } from "@worldland/core/inventory";
import { PERIODS } from "@worldland/core/limits";
import { isVaultRate } from "@worldland/core/money";
import type { Resources } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import { addSeconds, floorToSecond, SECONDS_PER_HOUR } from "@worldland/core/time";
import { eq } from "drizzle-orm";
import { readClock } from "../clock.ts";
import type { Database, Executor } from "../database.ts";
import { cheapestOffers, type PricedOffer } from "../queries/offers/cheapestOffers.ts";
import { reliabilityOf } from "../queries/providers/reliabilityOf.ts";
import type { QuoteRow } from "../rows/quoteRow.ts";
import { offers } from "../schema/offers.ts";
import { providers } from "../schema/providers.ts";
import { quotes } from "../schema/quotes.ts";

export type OfferRow = typeof offers.$inferSelect;

export type QuoteRequest = Resources & {
  readonly durationHours: number;
  readonly offerId?: string | undefined;
  /** Lower-case address. */
  readonly provider?: string | undefined;
  /** A search by words, e.g. "rtx 4090". */
  readonly gpuType?: string | undefined;
  /** Wei per hour for everything asked; nothing dearer is quoted. */
  readonly maxPricePerHour?: bigint | undefined;
};

/** Among so many cheapest offers of one price the most reliable provider is chosen. */
const EQUALS = 50;

/**
 * A price and a reserved rental id for the cheapest offer that fits, the most reliable provider's among equals. Holds
 * nothing. Refuses `no_capacity` when nothing fits now, `not_found` for an offer or provider that does not exist.
 */
export async function quoteRental(
  db: Database,
  input: { customer: string; request: QuoteRequest },
): Promise<{ quote: QuoteRow; offer: OfferRow }> {
  const { customer, request } = input;
  const { offer, rate } = await cheapestThatFits(db, request);
  const { gpuCount, cpuCores, memoryGb, storageGb } = request;
  const resources: Resources = { gpuCount, cpuCores, memoryGb, storageGb };
  const now = await readClock(db);
  const [quote] = await db
    .insert(quotes)
    .values({
      rentalId: newRentalId(now),
      customer,
      offerId: offer.id,
      provider: offer.provider,
      ratePerSecond: rate,
      maxSeconds: request.durationHours * SECONDS_PER_HOUR,
      deadline: floorToSecond(addSeconds(now, PERIODS.orderDeadlineS)),
      resources,
    })
    .returning();
  if (quote === undefined) throw new Error("an insert returned nothing");
  return { quote, offer };
}

/** With the rate it was chosen by: should the price move meanwhile, the click says so. */
async function cheapestThatFits(db: Database, request: QuoteRequest): Promise<{ offer: OfferRow; rate: bigint }> {
  await refuseUnknown(db, request);
  const { gpuType, offerId, provider, maxPricePerHour } = request;
  const gpuWords = gpuWordsOf(gpuType ?? "");
  const asked = { resources: request, gpuWords, offerId, provider, maxPricePerHour };
  const cheapest = await cheapestOffers(db, asked, EQUALS);
  const [first] = cheapest;
  if (first === undefined || !isVaultRate(first.rate)) throw new Refusal("no_capacity");
  const equals = cheapest.filter((offer) => offer.rate === first.rate);
  const { offerId: chosen, rate } = await mostReliable(db, equals, first);
  const [offer] = await db.select().from(offers).where(eq(offers.id, chosen));
  if (offer === undefined) throw new Refusal("no_capacity");
  return { offer, rate };
}

async function mostReliable(db: Executor, equals: readonly PricedOffer[], first: PricedOffer): Promise<PricedOffer> {
  if (equals.length === 1) return first;
  const reliability = await reliabilityOf(db, [...new Set(equals.map((offer) => offer.provider))]);
  const score = (offer: PricedOffer) => reliability.get(offer.provider) ?? 0;
  return equals.reduce((best, offer) => (score(offer) > score(best) ? offer : best), first);
}

async function refuseUnknown(db: Executor, { offerId, provider }: QuoteRequest): Promise<void> {
  if (offerId !== undefined) {
    const [known] = await db.select({ id: offers.id }).from(offers).where(eq(offers.id, offerId));
    if (known === undefined) throw new Refusal("not_found", "There is no such offer.");
  }
  if (provider !== undefined) {
    const [known] = await db
      .select({ address: providers.address })
      .from(providers)
      .where(eq(providers.address, provider));
    if (known === undefined) throw new Refusal("not_found", "There is no such provider.");
  }
}
