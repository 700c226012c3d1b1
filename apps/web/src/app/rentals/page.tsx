import type { Metadata } from "next";
import { RentalsPage } from "../../rentals/RentalsPage.tsx";

export const metadata: Metadata = { title: "Rentals" };

export default function Rentals() {
  return <RentalsPage />;
}
