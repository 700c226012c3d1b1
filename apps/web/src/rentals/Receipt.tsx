"use client";

import { useQuery } from "@tanstack/react-query";
import { sentenceOf } from "@worldland/core/rental/reason";
import type { ReceiptView, RentalDetailView } from "@worldland/core/wire/rental";
import Link from "next/link";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Standing as ChainStanding } from "../components/ui/Standing.tsx";
import { EmptyState, Notice, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { digits } from "../money/amount.ts";
import { useTRPC } from "../trpc/client.tsx";
import { ReceiptBill } from "./ReceiptBill.tsx";
import { ReceiptPauses } from "./ReceiptPauses.tsx";
import { ReceiptSettlements } from "./ReceiptSettlements.tsx";

const RUNNING_MS = 10_000;
const PAYER = { customer: "You", provider: "The provider", nobody: "Nobody" } as const;
const TRANSACTION = {
  open: "Opened: the price of the term set aside",
  extend: "Extended: more set aside",
  settle: "Settled: metered seconds paid",
  stop: "Stopped on chain",
  close: "Closed: the rest given back",
} as const satisfies Record<ReceiptView["transactions"][number]["kind"], string>;

/** The bill of a rental: arithmetic to redo, by the figures on the page alone, and the transactions that moved the money. */
export function Receipt({ rental }: { rental: RentalDetailView }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.rentals.receipt.queryOptions(
      { id: rental.job.job_id },
      { refetchInterval: ({ state }) => (state.data?.end_reason === null ? RUNNING_MS : false) },
    ),
  );
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-64 w-full" />;
  return (
    <div className="flex flex-col gap-4">
      <Standing receipt={data} />
      <ReceiptBill receipt={data} />
      {data.pauses.length > 0 && <ReceiptPauses pauses={data.pauses} />}
      <ReceiptSettlements receipt={data} />
      <Transactions jobId={data.job_id} transactions={data.transactions} />
    </div>
  );
}

function Standing({ receipt }: { receipt: ReceiptView }) {
  if (receipt.end_reason === null) {
    return (
      <Notice title="The rental goes on">These are the figures as of now. They are final once it is settled.</Notice>
    );
  }
  const payer = receipt.paid_by === null ? "" : ` ${PAYER[receipt.paid_by]} paid for the seconds it ran.`;
  if (!receipt.settled) {
    return (
      <Notice title="Being settled">
        {sentenceOf[receipt.end_reason]} The figures are ours until the vault's blocks are deep enough.
      </Notice>
    );
  }
  return (
    <Notice tone="good" title="Settled in the vault">
      {sentenceOf[receipt.end_reason]}
      {payer}
    </Notice>
  );
}

function Transactions({ jobId, transactions }: { jobId: string; transactions: ReceiptView["transactions"] }) {
  return (
    <Card
      title="Transactions"
      flush
      actions={
        <Link href={`/billing?job=${jobId}`} className="text-xs text-accent hover:underline">
          Its entries in your ledger
        </Link>
      }
    >
      {transactions.length === 0 ? (
        <EmptyState title="Nothing was written on chain for it" />
      ) : (
        <Table label="Transactions">
          <thead>
            <tr>
              <Th>What it did</Th>
              <Th numeric>Block</Th>
              <Th numeric>Transaction</Th>
            </tr>
          </thead>
          <tbody>
            {transactions.map(({ kind, hash, block, final }) => (
              <Tr key={`${kind} ${hash}`}>
                <Td>
                  <span className="inline-flex flex-wrap items-center gap-2">
                    {TRANSACTION[kind]} <ChainStanding final={final} />
                  </span>
                </Td>
                <Td numeric className="text-muted">
                  {digits(block)}
                </Td>
                <Td numeric>
                  <TransactionHash hash={hash} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
