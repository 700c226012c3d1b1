import type { Metadata } from "next";
import { RentalPage } from "../../../rentals/RentalPage.tsx";

export const metadata: Metadata = { title: "Rental" };

export default async function Rental({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <RentalPage id={decodeURIComponent(id)} />;
}
