import type { Metadata } from "next";
import { ProviderPage } from "../../provider/ProviderPage.tsx";

export const metadata: Metadata = { title: "Provider" };

export default function Provider() {
  return <ProviderPage />;
}
