"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { monthText } from "./statement/month.ts";

/** The months one can have a statement of; nothing before the first movement. */
export function Statements() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.statements.list.queryOptions({}));
  if (data?.statements.length === 0) return null;
  return (
    <Card title="Monthly statements">
      {error !== null && <FailureNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton className="h-6 w-full" />}
      <ul className="flex flex-wrap gap-x-6 gap-y-2">
        {data?.statements.map(({ month, entries }) => (
          <li key={month}>
            <Link href={`/billing/statement/${month}`} className="text-accent hover:underline">
              {monthText(month)}
            </Link>{" "}
            <span className="text-xs text-muted">
              {entries} {entries === 1 ? "entry" : "entries"}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
