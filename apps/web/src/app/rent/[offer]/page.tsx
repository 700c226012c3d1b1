import type { Metadata } from "next";
import { RentPage } from "../../../rent/RentPage.tsx";

export const metadata: Metadata = { title: "Rent" };

type Props = {
  readonly params: Promise<{ offer: string }>;
  readonly searchParams: Promise<{ gpus?: string | string[] }>;
};

/** One page from the offer to the rental; `?gpus=` says how many one looked for. */
export default async function Rent({ params, searchParams }: Props) {
  const [{ offer }, { gpus }] = await Promise.all([params, searchParams]);
  const wanted = Number(gpus);
  return <RentPage offerId={decodeURIComponent(offer)} gpus={Number.isInteger(wanted) && wanted > 0 ? wanted : 1} />;
}
