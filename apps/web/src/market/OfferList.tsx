"use client";

import type { MarketOffer } from "@worldland/core/wire/provider";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { OfferCard } from "./OfferCard.tsx";
import { Availability, Gives, Gpu, Place, Price, ProviderName, RentLink, Versions } from "./offerParts.tsx";

/** Offers as dense rows, or as cards where rows have no room. `gpus`: how many one looks for, for the total. */
export function OfferList({ offers, gpus }: { offers: readonly MarketOffer[]; gpus: number }) {
  return (
    <>
      <ul className="flex flex-col gap-2 md:hidden">
        {offers.map((offer) => (
          <OfferCard key={offer.offer_id} offer={offer} gpus={gpus} />
        ))}
      </ul>
      <div className="hidden rounded-lg border border-line bg-surface md:block">
        <Table label="Offers">
          <thead>
            <tr>
              <Th>GPU</Th>
              <Th>Free</Th>
              <Th>Where</Th>
              <Th>Provider</Th>
              <Th>Cores, memory, disk free</Th>
              <Th className="hidden xl:table-cell">CUDA, driver</Th>
              <Th numeric>Price per GPU</Th>
              <Th>
                <span className="sr-only">Rent</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {offers.map((offer) => (
              <Tr key={offer.offer_id}>
                <Td>
                  <Gpu offer={offer} />
                </Td>
                <Td>
                  <Availability offer={offer} />
                </Td>
                <Td>
                  <Place offer={offer} />
                </Td>
                <Td>
                  <ProviderName offer={offer} />
                </Td>
                <Td>
                  <Gives offer={offer} />
                </Td>
                <Td className="hidden xl:table-cell">
                  <Versions offer={offer} />
                </Td>
                <Td numeric>
                  <Price offer={offer} gpus={gpus} />
                </Td>
                <Td className="text-right">
                  <RentLink offer={offer} gpus={gpus} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </>
  );
}
