import { holdFor, type Resources, rentalRate } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import type { OpenRental } from "../commands/openRental.ts";
import type { QuoteRow } from "../rows/quoteRow.ts";
import type { OpeningFacts, QuotedOffer } from "./readOpening.ts";
import { refuseUnfitOrder } from "./refuseUnfitOrder.ts";

/** An opening that nothing but money can still refuse. */
export type Fit = {
  readonly quote: QuoteRow;
  readonly offer: QuotedOffer & { readonly sshPort: number };
  /** What the term costs at most, in base units. */
  readonly amount: bigint;
};

/** Judges everything but money, in the order of `openRental`. */
export function judgeOpening(input: OpenRental, facts: OpeningFacts): Fit {
  const quote = refuseUnfitOrder(facts.quote ?? undefined, input, facts.now);
  refuseFreeRiding(facts.freeEnds, input.freeEndsPerHour);
  const offer = refuseTaken(facts.offer, quote);
  return { quote, offer, amount: holdFor(quote.ratePerSecond, quote.maxSeconds) };
}

/** Opening and stopping at once costs the customer nothing and us gas: after so many within an hour, `rate_limited`. */
function refuseFreeRiding(freeEnds: number, perHour: number): void {
  if (freeEnds < perHour) return;
  throw new Refusal("rate_limited", `${freeEnds} rentals of yours ended without a charge within the last hour.`, {
    suggestion: "Wait until an hour has passed since they ended.",
  });
}

/** Judges today's price and what is free: `price_changed` or `no_capacity`. */
function refuseTaken(offer: QuotedOffer | null, { provider, resources, ratePerSecond }: QuoteRow): Fit["offer"] {
  if (offer === null || offer.provider !== provider) throw new Refusal("no_capacity");
  if (rentalRate(offer, resources) !== ratePerSecond) throw new Refusal("price_changed");
  const { sshPort } = offer;
  if (!isFree(offer, resources)) throw new Refusal("no_capacity");
  if (sshPort === null) throw new Refusal("no_capacity", "All ports of this cluster are taken.");
  return { ...offer, sshPort };
}

function isFree(offer: QuotedOffer, asked: Resources): boolean {
  return (
    offer.rentable &&
    offer.publicAddress !== null &&
    offer.freeGpus >= asked.gpuCount &&
    offer.freeCpuCores >= asked.cpuCores &&
    offer.freeMemoryGb >= asked.memoryGb &&
    offer.freeStorageGb >= asked.storageGb
  );
}
