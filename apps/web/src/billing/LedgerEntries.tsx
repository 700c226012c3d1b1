"use client";

import type { LedgerEntryView } from "@worldland/core/wire/ledger";
import Link from "next/link";
import { Wl } from "../components/ui/Money.tsx";
import { Standing } from "../components/ui/Standing.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { digits } from "../money/amount.ts";
import { movementName } from "./ledgerFilter.ts";

/** Movements as rows: what moved, for which rental, how many seconds at which rate, and in which transaction. */
export function LedgerEntries({ entries }: { entries: readonly LedgerEntryView[] }) {
  return (
    <Table label="Ledger">
      <thead>
        <tr>
          <Th>What</Th>
          <Th className="hidden lg:table-cell">For</Th>
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
                {movementName(entry)} <Standing final={entry.final} />
              </span>
              <RentalOf entry={entry} />
              <span className="block lg:hidden">
                <Arithmetic entry={entry} />
              </span>
            </Td>
            <Td className="hidden lg:table-cell">
              <Arithmetic entry={entry} />
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
              {digits(entry.block)}
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

/** The rental, as a link where it is the reader's own; a provider's are on his nodes and have no page of his. */
function RentalOf({ entry: { job_id, job_name } }: { entry: LedgerEntryView }) {
  if (job_id === null) return null;
  if (job_name === null) return <span className="block font-mono text-2xs text-muted">{job_id}</span>;
  return (
    <Link
      href={`/rentals/${job_id}`}
      title={job_name}
      className="block font-mono text-2xs text-muted hover:text-ink hover:underline"
    >
      {job_id}
    </Link>
  );
}

/** What the amount is the product of. Charge and fee of a settlement are parts of one product. */
function Arithmetic({ entry: { kind, seconds, rate_per_second_wei: rate } }: { entry: LedgerEntryView }) {
  if (seconds === null || rate === null) return null;
  return (
    <span className="text-xs text-muted">
      {kind === "charge" && "provider's share of "}
      {kind === "fee" && "platform's share of "}
      <span className="whitespace-nowrap">{digits(seconds)} s</span> ×{" "}
      <span className="whitespace-nowrap">{digits(rate)} wei/s</span>
    </span>
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
