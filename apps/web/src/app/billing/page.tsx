import { parseWl } from "@worldland/core/money";
import type { Metadata } from "next";
import { BillingPage } from "../../billing/BillingPage.tsx";

export const metadata: Metadata = { title: "Billing" };

type Query = string | string[] | undefined;
type Props = { readonly searchParams: Promise<{ deposit?: Query; withdraw?: Query; job?: Query }> };

/** `?deposit=` and `?withdraw=` open that side with an amount in WL; `?job=` shows that rental's entries. */
export default async function Billing({ searchParams }: Props) {
  const { deposit, withdraw, job } = await searchParams;
  return (
    <BillingPage deposit={amountOf(deposit)} withdraw={amountOf(withdraw)} jobId={typeof job === "string" ? job : ""} />
  );
}

/** Null: not asked for. Anything but an amount opens the side and leaves it empty. */
function amountOf(value: Query): string | null {
  if (typeof value !== "string") return null;
  return parseWl(value) === null ? "" : value;
}
