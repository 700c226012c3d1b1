"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SessionView } from "@worldland/core/wire/auth";
import { Badge } from "../components/ui/Badge.tsx";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { useWallet } from "../wallet/WalletProvider.tsx";
import { clientName } from "./clientName.ts";

/** Where this wallet is signed in, and how to end that. */
export function Sessions() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.auth.sessions.queryOptions({}));
  const end = useEnd();
  const others = data?.sessions.filter(({ current }) => !current) ?? [];
  return (
    <Card
      title="Signed in"
      flush
      actions={
        others.length > 1 && (
          <Button size="small" busy={end.isPending && end.variables.length > 1} onClick={() => end.mutate(others)}>
            End all others
          </Button>
        )
      }
    >
      {(error ?? end.error) !== null && (
        <div className="p-4">
          <FailureNotice error={error ?? end.error} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined && error === null && (
        <div className="p-4">
          <Skeleton className="h-16 w-full" />
        </div>
      )}
      {data !== undefined && (
        <Table label="Sessions">
          <thead>
            <tr>
              <Th>Where</Th>
              <Th className="hidden sm:table-cell">Signed in</Th>
              <Th>Last used</Th>
              <Th className="hidden sm:table-cell">Ends</Th>
              <Th>
                <span className="sr-only">End</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {data.sessions.map((session) => (
              <Tr key={session.id}>
                <Td title={session.user_agent ?? undefined}>
                  <span className="mr-2">{clientName(session.user_agent)}</span>
                  {session.current && <Badge tone="accent">this one</Badge>}
                </Td>
                <Td className="hidden text-muted sm:table-cell">
                  <Ago at={session.created_at} />
                </Td>
                <Td className="text-muted">
                  <Ago at={session.last_used_at} />
                </Td>
                <Td className="hidden text-muted sm:table-cell">
                  <Ago at={session.expires_at} />
                </Td>
                <Td className="text-right">
                  <Button
                    kind="danger"
                    size="small"
                    busy={end.isPending && end.variables.includes(session)}
                    onClick={() => end.mutate([session])}
                  >
                    {session.current ? "Sign out" : "Revoke"}
                  </Button>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function useEnd() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { signOut } = useWallet();
  return useMutation({
    mutationFn: async (sessions: readonly SessionView[]) => {
      for (const { id, current } of sessions) {
        if (current) return signOut();
        await client.auth.revokeSession.mutate({ id });
      }
    },
    onSettled: () => queryClient.invalidateQueries(trpc.auth.sessions.pathFilter()),
  });
}
