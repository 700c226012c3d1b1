import { Suspense } from "react";
import { Marketplace } from "../market/Marketplace.tsx";

/** The marketplace: works signed out. */
export default function MarketplacePage() {
  return (
    <Suspense>
      <Marketplace />
    </Suspense>
  );
}
