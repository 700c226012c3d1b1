import type { Metadata } from "next";
import { StatementPage } from "../../../../billing/statement/StatementPage.tsx";

type Props = { readonly params: Promise<{ month: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { month } = await params;
  return { title: `Statement ${decodeURIComponent(month)}` };
}

export default async function Statement({ params }: Props) {
  const { month } = await params;
  return <StatementPage month={decodeURIComponent(month)} />;
}
