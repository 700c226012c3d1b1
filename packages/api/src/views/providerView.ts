import type { ProviderView } from "@worldland/core/wire/provider";
import type { ProviderFacts } from "@worldland/db/queries/providers/providerFacts";
import { isoOf } from "./jobView.ts";
import { offerView } from "./offerView.ts";

/** A provider with the offers that were asked for; his counts are theirs, his place that of the cheapest. */
export function providerView({ offers, ...provider }: ProviderFacts): ProviderView {
  const [first] = offers;
  return {
    provider_id: provider.address,
    wallet_addr: provider.address,
    name: provider.name,
    status: provider.status,
    region: first?.region ?? null,
    country: first?.country ?? null,
    public_ip: first?.publicAddress ?? null,
    reliability: provider.reliability,
    total_gpus: offers.reduce((sum, offer) => sum + offer.totalGpus, 0),
    available_gpus: offers.reduce((sum, offer) => sum + offer.availableGpus, 0),
    registered_at: provider.registeredAt.toISOString(),
    last_seen_at: isoOf(provider.lastSeenAt),
    offers: offers.map(offerView),
  };
}
