"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { AccountFigures } from "../billing/AccountFigures.tsx";
import { SpendingChart } from "../billing/SpendingChart.tsx";
import { ButtonLink } from "../components/ui/Button.tsx";
import { Card, Figure } from "../components/ui/Card.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { EarningsChart } from "../provider/EarningsChart.tsx";
import { useEarnings } from "../provider/useEarnings.ts";
import { LivingRentals } from "../rentals/RentalsPage.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { Attention } from "./Attention.tsx";

/** Where a signed-in customer lands: what runs, what it costs, what needs attention. */
export function DashboardPage() {
  return (
    <>
      <PageHeader
        title="Dashboard"
        actions={
          <>
            <ButtonLink href="/billing">Deposit</ButtonLink>
            <ButtonLink kind="primary" href="/">
              New rental
            </ButtonLink>
          </>
        }
      />
      <SignedIn what="your dashboard">{() => <Dashboard />}</SignedIn>
    </>
  );
}

function Dashboard() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.nodes.profile.queryOptions({}));
  const isProvider = data !== undefined && data.provider !== null;
  return (
    <div className="flex flex-col gap-4">
      <AccountFigures />
      <Attention />
      <LivingRentals />
      {isProvider && <Earned />}
      <div className={isProvider ? "grid gap-4 lg:grid-cols-2" : undefined}>
        <SpendingChart />
        {isProvider && <EarningsChart />}
      </div>
    </div>
  );
}

function Earned() {
  const { data } = useEarnings();
  if (data === undefined) return null;
  return (
    <Card
      title="Earned as a provider"
      actions={
        <Link href="/provider" className="text-xs text-accent hover:underline">
          Your nodes
        </Link>
      }
    >
      <dl className="grid grid-cols-3 gap-4">
        <Figure name="Today">
          <Wl wei={data.today_wei} />
        </Figure>
        <Figure name="Last 7 days">
          <Wl wei={data.week_wei} />
        </Figure>
        <Figure name="Not settled yet">
          <Wl wei={data.pending_wei} />
        </Figure>
      </dl>
    </Card>
  );
}
