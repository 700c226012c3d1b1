"use client";

import { useQuery } from "@tanstack/react-query";
import { exactText } from "../clock/time.ts";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { useTRPC } from "../trpc/client.tsx";

/** Everything that happened to a rental: when, what, and who did it. Newest first. */
export function RentalEvents({ id }: { id: string }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.rentals.events.queryOptions({ id }));
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-48 w-full" />;
  const events = data.events.toSorted((a, b) => b.at.localeCompare(a.at));
  return (
    <Card flush>
      <Table label="Events">
        <thead>
          <tr>
            <Th className="max-sm:hidden">When (UTC)</Th>
            <Th>What happened</Th>
            <Th className="max-sm:hidden">Kind</Th>
            <Th className="max-sm:hidden">By</Th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ at, kind, reason, message, who }, index) => (
            <Tr key={`${at} ${kind} ${index}`}>
              <Td className="whitespace-nowrap text-muted max-sm:hidden">
                <time dateTime={at} title={at}>
                  {exactText(at).replace(" UTC", "")}
                </time>
              </Td>
              <Td>
                {message}
                <span className="block text-xs text-muted sm:hidden">
                  {exactText(at)} · {who}
                </span>
              </Td>
              <Td className="font-mono text-xs text-muted max-sm:hidden">
                {kind}
                {reason !== null && (
                  <>
                    <br />
                    {reason}
                  </>
                )}
              </Td>
              <Td className="text-muted max-sm:hidden">{who}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
