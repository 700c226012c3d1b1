"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { LedgerEntryView } from "@worldland/core/wire/account";
import Link from "next/link";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Select } from "../components/ui/Input.tsx";
import { Wl } from "../components/ui/Money.tsx";
import { Standing } from "../components/ui/Standing.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { LedgerDownload } from "./LedgerDownload.tsx";

type Kind = LedgerEntryView["kind"];
const PAGE = 25;
const KINDS = {
  deposit: "Deposit",
  withdrawal: "Withdrawal",
  hold: "Set aside",
  charge: "Charge",
  fee: "Fee",
  refund: "Given back",
} as const satisfies Record<Kind, string>;

/** Every movement of the account in the vault, as the chain has it. */
export function Ledger() {
  const trpc = useTRPC();
  const [kind, setKind] = useState<Kind | null>(null);
  const list = useInfiniteQuery(
    trpc.account.ledger.infiniteQueryOptions(
      { limit: PAGE, ...(kind === null ? {} : { kind }) },
      { getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined },
    ),
  );
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Card
      title="Ledger"
      flush
      actions={
        <>
          <LedgerDownload />
          <KindChoice kind={kind} onChange={setKind} />
        </>
      }
    >
      {list.error !== null && (
        <div className="p-4">
          <FailureNotice error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isPending && list.error === null && (
        <div className="p-4">
          <Skeleton className="h-24 w-full" />
        </div>
      )}
      {list.data !== undefined && entries.length === 0 && (
        <EmptyState title={kind === null ? "No movement yet" : "No movement of this kind"}>
          Deposits, withdrawals and everything rentals move in the vault appear here, each with its transaction.
        </EmptyState>
      )}
      {entries.length > 0 && <Entries entries={entries} />}
      {list.hasNextPage && (
        <div className="flex justify-center border-t border-line p-2">
          <Button size="small" kind="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}

function KindChoice({ kind, onChange }: { kind: Kind | null; onChange: (kind: Kind | null) => void }) {
  return (
    <span className="w-36">
      <Select
        aria-label="Kind of movement"
        value={kind ?? "all"}
        onChange={({ target: { value } }) => onChange(isKind(value) ? value : null)}
      >
        <option value="all">All kinds</option>
        {Object.entries(KINDS).map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </Select>
    </span>
  );
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(KINDS, text);
}

function Entries({ entries }: { entries: readonly LedgerEntryView[] }) {
  return (
    <Table label="Ledger">
      <thead>
        <tr>
          <Th>What</Th>
          <Th numeric>Balance</Th>
          <Th className="hidden sm:table-cell" numeric>
            Held
          </Th>
          <Th className="hidden sm:table-cell" numeric>
            When
          </Th>
          <Th className="hidden md:table-cell" numeric>
            Block
          </Th>
          <Th className="hidden md:table-cell" numeric>
            Transaction
          </Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Tr key={entry.id}>
            <Td>
              <span className="inline-flex items-center gap-2">
                {KINDS[entry.kind]} <Standing final={entry.final} />
              </span>
              {entry.job_id !== null && (
                <Link
                  href={`/rentals/${entry.job_id}`}
                  className="block font-mono text-2xs text-muted hover:text-ink hover:underline"
                >
                  {entry.job_id}
                </Link>
              )}
            </Td>
            <Td numeric>
              <Change wei={entry.amount_wei} colour />
              {BigInt(entry.amount_wei) === 0n && (
                <span className="text-muted sm:hidden">
                  held <Change wei={entry.held_wei} />
                </span>
              )}
            </Td>
            <Td numeric className="hidden text-muted sm:table-cell">
              <Change wei={entry.held_wei} />
            </Td>
            <Td numeric className="hidden text-muted sm:table-cell">
              <Ago at={entry.at} />
            </Td>
            <Td numeric className="hidden text-muted md:table-cell">
              {entry.block}
            </Td>
            <Td numeric className="hidden md:table-cell">
              <TransactionHash hash={entry.hash} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A signed amount. Nothing where nothing moved. `colour`: what came in stands out. */
function Change({ wei, colour = false }: { wei: string; colour?: boolean }) {
  const amount = BigInt(wei);
  if (amount === 0n) return null;
  return (
    <span className={colour && amount > 0n ? "text-good" : undefined}>
      {amount > 0n && "+"}
      <Wl wei={amount} places={6} />
    </span>
  );
}
