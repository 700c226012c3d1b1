"use client";

import { useQuery } from "@tanstack/react-query";
import type { OperatorKeyView } from "@worldland/core/wire/operatorKeys";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { digits, wlText } from "../money/amount.ts";
import { useTRPC } from "../trpc/client.tsx";

const POLL_MS = 15_000;

/** What is the matter with a key, in words; null: nothing. */
const TROUBLE = {
  ready: null,
  low: { tone: "text-warn", words: "Send it WL soon." },
  dry: { tone: "text-bad", words: "It cannot pay: openings and settlements wait until it has WL." },
  too_dear: { tone: "text-warn", words: "Gas costs more than MAX_FEE_PER_GAS_WEI: all waits until it is cheaper." },
} as const satisfies Record<OperatorKeyView["state"], { tone: string; words: string } | null>;

/** What the keys that sign for the vault still have for gas, a line each. */
export function OperatorKeys() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.operator.keys.queryOptions({}, { refetchInterval: POLL_MS }));
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-20 w-full" />;
  return (
    <Card title="Gas">
      {data.keys.length === 0 && <EmptyState title="No worker has looked yet" />}
      <ul className="flex flex-col gap-3 text-sm">
        {data.keys.map((key) => (
          <KeyLine key={key.address} of={key} />
        ))}
      </ul>
    </Card>
  );
}

function KeyLine({ of: { address, balance_wei, openings, state, seen_at } }: { of: OperatorKeyView }) {
  const trouble = TROUBLE[state];
  return (
    <li>
      <p>
        Operator <span className="break-all font-mono text-xs">{address}</span> has {wlText(BigInt(balance_wei))} WL
        left: about {digits(openings)} {openings === 1 ? "opening" : "openings"}.{" "}
        {trouble !== null && <strong className={`font-semibold ${trouble.tone}`}>{trouble.words}</strong>}
      </p>
      <p className="text-muted text-xs">
        Its worker looked <Ago at={seen_at} />.
      </p>
    </li>
  );
}
