"use client";

import { useQuery } from "@tanstack/react-query";
import type { StatementView } from "@worldland/core/wire/statement";
import { exactText } from "../../clock/time.ts";
import { Button, ButtonLink } from "../../components/ui/Button.tsx";
import { FailureNotice } from "../../components/ui/FailureNotice.tsx";
import { PageHeader } from "../../components/ui/Page.tsx";
import { EmptyState, Notice, Skeleton } from "../../components/ui/States.tsx";
import { SignedIn } from "../../session/SignedIn.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { failureOf } from "../../trpc/refusal.ts";
import { monthAfter, monthText } from "./month.ts";
import { StatementRentals } from "./StatementRentals.tsx";
import { StatementTotals } from "./StatementTotals.tsx";

/** One month of a wallet's money, to read and to print. */
export function StatementPage({ month }: { month: string }) {
  return <SignedIn what="your statements">{() => <Statement month={month} />}</SignedIn>;
}

function Statement({ month }: { month: string }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.statements.get.queryOptions({ month }));
  if (error !== null && failureOf(error).code === "invalid_request") {
    return (
      <EmptyState title="There is no such month" action={<ButtonLink href="/billing">Billing</ButtonLink>}>
        A statement is of a month like 2026-11.
      </EmptyState>
    );
  }
  return (
    <>
      <PageHeader title={`Statement, ${monthText(month)}`} actions={<Actions month={month} />}>
        {data === undefined ? "WorldLand Cloud" : <Head statement={data} />}
      </PageHeader>
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="h-96 w-full" />}
      {data !== undefined && (
        <div className="flex flex-col gap-4">
          {!data.final && (
            <Notice title="Not final yet">
              The month goes on, or some of its blocks are not deep enough: figures may still change.
            </Notice>
          )}
          <StatementTotals statement={data} />
          <StatementRentals statement={data} />
        </div>
      )}
    </>
  );
}

function Head({ statement: { address, from, until } }: { statement: StatementView }) {
  return (
    <>
      <span className="block break-all font-mono text-xs">{address}</span>
      <span className="text-xs">
        {exactText(from)} to {exactText(until)}
      </span>
    </>
  );
}

function Actions({ month }: { month: string }) {
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <ButtonLink href="/billing">Billing</ButtonLink>
      <ButtonLink href={`/billing/statement/${monthAfter(month, -1)}`}>Month before</ButtonLink>
      <ButtonLink href={`/billing/statement/${monthAfter(month, 1)}`}>Month after</ButtonLink>
      <Button kind="primary" onClick={() => print()}>
        Print
      </Button>
    </div>
  );
}
