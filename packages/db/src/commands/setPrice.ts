import { LIMITS } from "@worldland/core/limits";
import { isVaultRate } from "@worldland/core/money";
import { type OfferPrices, rentalRate } from "@worldland/core/pricing";
import { Refusal } from "@worldland/core/refusal";
import { and, eq } from "drizzle-orm";
import type { Database } from "../database.ts";
import { OFFERS_CHANGED, tellLive } from "../live.ts";
import { offerPrices } from "../schema/offerPrices.ts";
import { offers } from "../schema/offers.ts";

const DEAREST = {
  gpuCount: LIMITS.gpuCount.max,
  cpuCores: LIMITS.cpuCores.max,
  memoryGb: LIMITS.memoryGb.max,
  storageGb: LIMITS.storageGb.max,
};

/**
 * A provider sets an offer's prices, in wei per second and unit; rentals already agreed keep theirs. Refuses
 * `not_found` for another's offer, `invalid_request` for prices below zero, a free GPU, or a sum the vault cannot hold.
 */
export async function setPrice(
  db: Database,
  input: { provider: string; offerId: string } & OfferPrices,
): Promise<void> {
  const { provider, offerId, gpuRate, cpuRate, memoryRate, storageRate } = input;
  const prices: OfferPrices = { gpuRate, cpuRate, memoryRate, storageRate };
  const isAnyNegative = [cpuRate, memoryRate, storageRate].some((rate) => rate < 0n);
  if (gpuRate <= 0n || isAnyNegative || !isVaultRate(rentalRate(prices, DEAREST))) {
    throw new Refusal("invalid_request", "A price must be above zero and small enough for the vault.", {
      suggestion: "Set a price per GPU-hour above 0; the others may be 0.",
    });
  }
  await db.transaction(async (tx) => {
    const changed = await tx
      .update(offers)
      .set(prices)
      .where(and(eq(offers.id, offerId), eq(offers.provider, provider)))
      .returning({ id: offers.id });
    if (changed.length === 0) throw new Refusal("not_found");
    await tx.insert(offerPrices).values({ offerId, ...prices });
    await tellLive(tx, [OFFERS_CHANGED]);
  });
}
