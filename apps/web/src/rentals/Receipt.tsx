"use client";

import { useQuery } from "@tanstack/react-query";
import { formatWl } from "@worldland/core/money";
import { sentenceOf } from "@worldland/core/rental/reason";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { ReceiptView, RentalDetailView } from "@worldland/core/wire/rental";
import { durationText, exactText } from "../clock/time.ts";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Standing as ChainStanding } from "../components/ui/Standing.tsx";
import { EmptyState, Notice, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { digits } from "../money/amount.ts";
import { useTRPC } from "../trpc/client.tsx";
import { receiptLines } from "./receiptLines.ts";

const PAYER = { customer: "You", provider: "The provider", nobody: "Nobody" } as const;
const PAUSE = {
  unreachable: "SSH did not answer",
  prober_away: "our prober was away",
  gift: "before the order was in a block",
} as const satisfies Record<ReceiptView["pauses"][number]["reason"], string>;
const TRANSACTION = {
  open: "Opened: the price of the term set aside",
  extend: "Extended: more set aside",
  settle: "Settled: metered seconds paid",
  stop: "Stopped on chain",
  close: "Closed: the rest given back",
} as const satisfies Record<ReceiptView["transactions"][number]["kind"], string>;

/** The bill of a rental: arithmetic to redo, and the transactions that moved the money. */
export function Receipt({ rental }: { rental: RentalDetailView }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.rentals.receipt.queryOptions({ id: rental.job.job_id }));
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-64 w-full" />;
  return (
    <div className="flex flex-col gap-4">
      <Standing receipt={data} />
      <Arithmetic receipt={data} rental={rental} />
      {data.pauses.length > 0 && <Pauses pauses={data.pauses} />}
      <Transactions transactions={data.transactions} />
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

function Arithmetic({ receipt, rental }: { receipt: ReceiptView; rental: RentalDetailView }) {
  const trpc = useTRPC();
  const { data: network } = useQuery(trpc.network.get.queryOptions({}));
  const { started_at: startedAt, ended_at: endedAt } = rental.job;
  const durationS = rental.duration_hours * SECONDS_PER_HOUR;
  const lines = receiptLines(receipt, { startedAt, endedAt, durationS }, network?.fee_bps ?? null);
  return (
    <Card title="Bill" flush actions={<span className="font-mono text-xs text-muted">rental {receipt.rental_id}</span>}>
      <Table label="Bill">
        <thead>
          <tr>
            <Th>Line</Th>
            <Th className="hidden sm:table-cell">How it is computed</Th>
            <Th numeric>Result</Th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, name, how, wei }) => (
            <Tr key={id}>
              <Td className={id === "charge" ? "font-semibold" : undefined}>
                {name}
                <p className="text-xs font-normal text-muted sm:hidden">{how}</p>
              </Td>
              <Td className="hidden text-muted sm:table-cell">{how}</Td>
              <Td numeric className={id === "charge" ? "font-semibold" : undefined}>
                {wei === null ? (
                  <span className="whitespace-nowrap">{digits(receipt.metered_seconds)} s</span>
                ) : (
                  <>
                    <span className="whitespace-nowrap text-xs sm:text-sm">{formatWl(wei)} WL</span>
                    <p className="whitespace-nowrap text-2xs font-normal text-muted sm:text-xs">{digits(wei)} wei</p>
                  </>
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Pauses({ pauses }: { pauses: ReceiptView["pauses"] }) {
  return (
    <Card title="Seconds not counted" flush>
      <Table label="Seconds not counted">
        <thead>
          <tr>
            <Th>From</Th>
            <Th className="hidden sm:table-cell">To</Th>
            <Th>Why</Th>
            <Th numeric>Seconds</Th>
          </tr>
        </thead>
        <tbody>
          {pauses.map(({ from, to, seconds, reason }) => (
            <Tr key={from}>
              <Td className="whitespace-nowrap text-muted">{exactText(from)}</Td>
              <Td className="hidden whitespace-nowrap text-muted sm:table-cell">{exactText(to)}</Td>
              <Td>{PAUSE[reason]}</Td>
              <Td numeric>
                <span title={durationText(seconds)}>{digits(seconds)}</span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Transactions({ transactions }: { transactions: ReceiptView["transactions"] }) {
  return (
    <Card title="Transactions" flush>
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
