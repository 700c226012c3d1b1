"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiKeyView } from "@worldland/core/wire/auth";
import { useState } from "react";
import { useNow } from "../clock/Clock.tsx";
import { exactText } from "../clock/time.ts";
import { Badge } from "../components/ui/Badge.tsx";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import { NewApiKey } from "./NewApiKey.tsx";
import { mayOf } from "./scopes.ts";

/** Keys for programs: each with its rights, shown once. */
export function ApiKeys() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.apiKeys.list.queryOptions({}));
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title="API keys"
      flush
      actions={
        <Button size="small" onClick={() => setOpen(true)}>
          New key
        </Button>
      }
    >
      {error !== null && (
        <div className="p-4">
          <FailureNotice error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined && error === null && (
        <div className="p-4">
          <Skeleton className="h-16 w-full" />
        </div>
      )}
      {data?.api_keys.length === 0 && (
        <EmptyState title="No API key yet">
          With a key, programs and the command line use the platform in your name. A key spends nothing unless you grant
          an allowance on the billing page.
        </EmptyState>
      )}
      {data !== undefined && data.api_keys.length > 0 && <KeyTable keys={data.api_keys} />}
      <Dialog open={isOpen} title="New API key" onClose={() => setOpen(false)}>
        <NewApiKey onDone={() => setOpen(false)} />
      </Dialog>
    </Card>
  );
}

function KeyTable({ keys }: { keys: readonly ApiKeyView[] }) {
  const [doomed, setDoomed] = useState<ApiKeyView | null>(null);
  const now = useNow(60_000);
  return (
    <>
      <Table label="API keys">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>May</Th>
            <Th className="hidden sm:table-cell">Created</Th>
            <Th className="hidden sm:table-cell">Last used</Th>
            <Th className="hidden sm:table-cell">Expires</Th>
            <Th>
              <span className="sr-only">Delete</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Tr key={key.id}>
              <Td>
                <span className="block max-w-40 truncate font-medium sm:max-w-64" title={key.name}>
                  {key.name}
                </span>
                <span className="block text-xs text-muted sm:hidden">
                  <Used at={key.last_used_at} /> · <Expiry at={key.expires_at} now={now} />
                </span>
              </Td>
              <Td className="text-xs text-muted">
                {key.scopes.map((scope) => (
                  <span key={scope} className="block" title={mayOf(scope)}>
                    <span className="hidden sm:inline">{mayOf(scope)} </span>
                    <span className="font-mono">{scope}</span>
                  </span>
                ))}
              </Td>
              <Td className="hidden text-muted sm:table-cell">
                <Ago at={key.created_at} />
              </Td>
              <Td className="hidden text-muted sm:table-cell">
                {key.last_used_at === null ? "never" : <Ago at={key.last_used_at} />}
              </Td>
              <Td className="hidden whitespace-nowrap text-muted sm:table-cell">
                <Expiry at={key.expires_at} now={now} short />
              </Td>
              <Td className="text-right">
                <Button kind="danger" size="small" aria-label={`Delete ${key.name}`} onClick={() => setDoomed(key)}>
                  Delete
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <Dialog open={doomed !== null} title="Delete this key?" onClose={() => setDoomed(null)}>
        {doomed !== null && <DeleteQuestion apiKey={doomed} onDone={() => setDoomed(null)} />}
      </Dialog>
    </>
  );
}

function Used({ at }: { at: string | null }) {
  return at === null ? "never used" : <Ago at={at} />;
}

/** The day a key ends, or that it has; `short` where a heading says what it is. */
function Expiry({ at, now, short = false }: { at: string | null; now: number | null; short?: boolean }) {
  if (at === null) return short ? "never" : "no end";
  if (now !== null && Date.parse(at) <= now) return <Badge tone="bad">expired</Badge>;
  const day = exactText(at).slice(0, 10);
  return <span title={exactText(at)}>{short ? day : `until ${day}`}</span>;
}

function DeleteQuestion({ apiKey, onDone }: { apiKey: ApiKeyView; onDone: () => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.apiKeys.delete.mutate({ id: apiKey.id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.apiKeys.pathFilter());
      onDone();
    },
  });
  return (
    <div className="flex flex-col gap-4">
      <p>
        Programs that use <strong>{apiKey.name}</strong> are refused from now on. Rentals they made go on.
      </p>
      <FailureNotice error={remove.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Keep it</Button>
        <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          Delete key
        </Button>
      </div>
    </div>
  );
}
