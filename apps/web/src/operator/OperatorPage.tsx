"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { NoSuchPage } from "../components/shell/NoSuchPage.tsx";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { useSession } from "../session/useSession.ts";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { Corrections } from "./Corrections.tsx";
import { LedgerAudit } from "./LedgerAudit.tsx";
import { OperatorKeys } from "./OperatorKeys.tsx";

/** For the platform's operators; for everybody else there is no such page. */
export function OperatorPage() {
  const { isOperator, isLoading } = useSession();
  if (isLoading) return <Skeleton className="h-64 w-full" />;
  if (!isOperator) return <NoSuchPage />;
  return (
    <>
      <PageHeader title="Operator">
        Nodes that wait to be let in, gas, and whether cluster and ledger are what rows and vault say. Customers see a
        node once it is approved.
      </PageHeader>
      <div className="flex flex-col gap-4">
        <PendingNodes />
        <OperatorKeys />
        <Corrections />
        <LedgerAudit />
      </div>
    </>
  );
}

function PendingNodes() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(trpc.operator.pendingNodes.queryOptions({}));
  const approve = useMutation({
    mutationFn: (node: { cluster: string; node: string }) => client.operator.approveNode.mutate(node),
    onSuccess: (left) => queryClient.setQueryData(trpc.operator.pendingNodes.queryKey({}), left),
  });
  return (
    <Card title="Nodes waiting for approval" flush>
      {(error ?? approve.error) !== null && (
        <div className="p-4">
          <FailureNotice error={error ?? approve.error} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined && error === null && (
        <div className="p-4">
          <Skeleton className="h-16 w-full" />
        </div>
      )}
      {data?.nodes.length === 0 && <EmptyState title="Nobody waits">New nodes appear here by themselves.</EmptyState>}
      {data !== undefined && data.nodes.length > 0 && (
        <Table label="Nodes waiting for approval">
          <thead>
            <tr>
              <Th>Node</Th>
              <Th>GPUs</Th>
              <Th>Provider</Th>
              <Th className="hidden sm:table-cell">Joined</Th>
              <Th>
                <span className="sr-only">Approve</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {data.nodes.map((node) => (
              <Tr key={`${node.cluster} ${node.node}`}>
                <Td>
                  <span className="font-mono text-xs">{node.node}</span>
                  <p className="text-xs text-muted">cluster {node.cluster}</p>
                </Td>
                <Td>
                  {node.gpu_type === null ? (
                    <span className="text-muted">none seen yet</span>
                  ) : (
                    `${node.gpu_count}× ${node.gpu_type}`
                  )}
                  {node.simulated && <p className="text-xs text-muted">simulated</p>}
                </Td>
                <Td>
                  {node.provider_name}
                  <p className="font-mono text-2xs text-muted">{node.provider_id}</p>
                </Td>
                <Td className="hidden text-muted sm:table-cell">
                  <Ago at={node.joined_at} />
                </Td>
                <Td className="text-right">
                  <Button
                    kind="primary"
                    size="small"
                    aria-label={`Approve ${node.node}`}
                    busy={approve.isPending && approve.variables.node === node.node}
                    onClick={() => approve.mutate({ cluster: node.cluster, node: node.node })}
                  >
                    Approve
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
