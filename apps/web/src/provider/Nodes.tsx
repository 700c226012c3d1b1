"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { NodeView } from "@worldland/core/wire/console";
import { ButtonLink } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Switch } from "../components/ui/Switch.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { NodeState } from "./NodeState.tsx";
import { OfferPrice } from "./OfferPrice.tsx";

/** The provider's nodes: what is on them, whether they earn and why not, their prices, their switch. */
export function Nodes() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.nodes.list.queryOptions({}));
  return (
    <Card title={data?.nodes.length ? `Nodes · ${data.nodes.length}` : "Nodes"} flush>
      {error !== null && (
        <div className="p-4">
          <FailureNotice error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined && error === null && (
        <div className="p-4">
          <Skeleton className="h-24 w-full" />
        </div>
      )}
      {data?.nodes.length === 0 && (
        <EmptyState
          title="No node yet"
          action={
            <ButtonLink kind="primary" href="/provider/add-node">
              Add a node
            </ButtonLink>
          }
        >
          One line on your machine joins it.
        </EmptyState>
      )}
      {data !== undefined && data.nodes.length > 0 && (
        <ul className="divide-y divide-line">
          {data.nodes.map((node) => (
            <NodeRow key={node.node} node={node} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function NodeRow({ node }: { node: NodeView }) {
  const place = [node.region, node.country].filter((one) => one !== null).join(", ");
  return (
    <li
      aria-label={`Node ${node.node}`}
      className="grid gap-x-6 gap-y-3 px-4 py-3 md:grid-cols-[minmax(12rem,1.2fr)_minmax(0,1fr)_13rem_9rem]"
    >
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-2">
          <span className="truncate font-medium">{node.node}</span>
          <NodeState state={node.state} />
        </div>
        {node.why !== null && <p className="mt-0.5 text-xs text-muted">{node.why}</p>}
        <p className="mt-0.5 text-xs text-muted">
          {place !== "" && `${place} · `}seen <Ago at={node.last_seen_at} />
        </p>
      </div>
      <Hardware node={node} />
      <div className="flex flex-col gap-1">
        {node.offers.map((offer) => (
          <OfferPrice key={offer.offer_id} offer={offer} />
        ))}
      </div>
      <div className="flex items-start justify-between gap-2 md:flex-col md:items-end">
        <span className="text-xs text-muted">
          earned{" "}
          <span className="text-ink">
            <Wl wei={node.earned_wei} places={6} />
          </span>
          {BigInt(node.pending_wei) > 0n && (
            <span className="block">
              pending <Wl wei={node.pending_wei} places={6} />
            </span>
          )}
        </span>
        <Maintenance node={node} />
      </div>
    </li>
  );
}

function Hardware({ node }: { node: NodeView }) {
  const { total_gpus: all, allocated_gpus: rented, out_of_service_gpus: broken } = node;
  return (
    <div className="min-w-0 text-xs text-muted">
      {node.gpu_type !== null && (
        <p className="text-sm text-ink">
          {all}× {node.gpu_type}
          {node.simulated && <span className="text-xs text-muted"> · simulated</span>}
        </p>
      )}
      <p>
        {rented} rented, {node.available_gpus} free{broken > 0 && `, ${broken} out of service`}
      </p>
      <p>
        {node.cpu_cores} cores · {node.memory_gb} GB · {node.storage_gb} GB disk
      </p>
      {node.driver_version !== null && (
        <p>
          driver {node.driver_version}
          {node.cuda_version !== null && ` · CUDA ${node.cuda_version}`}
        </p>
      )}
    </div>
  );
}

function Maintenance({ node: { node, maintenance_since } }: { node: NodeView }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (on: boolean) => client.nodes.setMaintenance.mutate({ node, on }),
    onSuccess: (nodes) => queryClient.setQueryData(trpc.nodes.list.queryKey({}), nodes),
  });
  return (
    <div className="flex flex-col items-end gap-1">
      <Switch
        label="Maintenance"
        name={`Maintenance of ${node}`}
        checked={maintenance_since !== null}
        busy={change.isPending}
        onChange={(on) => change.mutate(on)}
      />
      <FailureNotice error={change.error} />
    </div>
  );
}
