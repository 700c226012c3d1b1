"use client";

import { useQuery } from "@tanstack/react-query";
import { ButtonLink } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { EarningsChart } from "./EarningsChart.tsx";
import { EarningsFigures } from "./EarningsFigures.tsx";
import { HostedRentals } from "./HostedRentals.tsx";
import { Nodes } from "./Nodes.tsx";
import { Register } from "./Register.tsx";
import { Reliability } from "./Reliability.tsx";
import { UsageChart } from "./UsageChart.tsx";
import { Withdraw } from "./Withdraw.tsx";

/** A provider's console. */
export function ProviderPage() {
  return (
    <SignedIn what="your nodes">
      {() => (
        <ForProvider>
          {(name) => (
            <>
              <PageHeader
                title={name}
                actions={
                  <>
                    <Withdraw />
                    <ButtonLink kind="primary" href="/provider/add-node">
                      Add a node
                    </ButtonLink>
                  </>
                }
              >
                Your nodes, what they earn and why one does not.
              </PageHeader>
              <Console />
            </>
          )}
        </ForProvider>
      )}
    </SignedIn>
  );
}

/** The content for wallets that are registered; the others are asked for a name. */
export function ForProvider({ children }: { children: (name: string) => React.ReactNode }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.nodes.profile.queryOptions({}));
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-64 w-full" />;
  return data.provider === null ? <Register /> : children(data.provider.name);
}

function Console() {
  return (
    <div className="flex flex-col gap-4">
      <EarningsFigures />
      <Nodes />
      <div className="grid gap-4 lg:grid-cols-2">
        <EarningsChart />
        <UsageChart />
      </div>
      <Reliability />
      <HostedRentals />
    </div>
  );
}
