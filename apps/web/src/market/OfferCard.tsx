import type { MarketOffer } from "@worldland/core/wire/provider";
import { Availability, Gives, Gpu, Place, Price, ProviderName, RentLink } from "./offerParts.tsx";

/** An offer on a phone. */
export function OfferCard({ offer, gpus }: { offer: MarketOffer; gpus: number }) {
  return (
    <li className="rounded-lg border border-line bg-surface p-3">
      <div className="flex items-start justify-between gap-3">
        <Gpu offer={offer} />
        <div className="text-right">
          <Price offer={offer} gpus={gpus} />
        </div>
      </div>
      <div className="mt-2 flex items-end justify-between gap-3">
        <div className="flex min-w-0 flex-col items-start gap-1 text-xs">
          <Availability offer={offer} />
          <Gives offer={offer} />
          <span className="flex flex-wrap gap-x-2">
            <Place offer={offer} inline />
            <ProviderName offer={offer} inline />
          </span>
        </div>
        <RentLink offer={offer} gpus={gpus} />
      </div>
    </li>
  );
}
