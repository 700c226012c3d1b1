"use client";

import { useQuery } from "@tanstack/react-query";
import type { LedgerAuditView } from "@worldland/core/wire/audit";
import { Card, Figure } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { EmptyState, Notice, Skeleton } from "../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { digits } from "../money/amount.ts";
import { useTRPC } from "../trpc/client.tsx";
import { LedgerDifferences } from "./LedgerDifferences.tsx";

const POLL_MS = 30_000;

/** Whether the ledger is the vault's, run by run, and where it is not. */
export function LedgerAudit() {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.operator.ledgerAudit.queryOptions({}, { refetchInterval: POLL_MS }));
  if (error !== null) return <FailureNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-64 w-full" />;
  return (
    <>
      <Verdict audit={data} />
      {data.differences.length > 0 && <LedgerDifferences differences={data.differences} />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Runs audit={data} />
        {data.vault !== null && <Vault vault={data.vault} />}
      </div>
    </>
  );
}

function Verdict({ audit: { runs, differences, accounts, round_at } }: { audit: LedgerAuditView }) {
  const [newest] = runs;
  if (newest === undefined) {
    return <Notice title="The ledger was not compared yet">The worker compares it with the vault every minute.</Notice>;
  }
  const open = differences.filter((difference) => difference.open).length;
  const round =
    round_at === null ? (
      `The ledger has ${digits(accounts)} accounts; the first round through all of them goes on.`
    ) : (
      <>
        All {digits(accounts)} accounts were gone through <Ago at={round_at} />.
      </>
    );
  if (open > 0) {
    return (
      <Notice tone="bad" title={`Ledger and vault differ in ${open === 1 ? "one account" : `${open} accounts`}`}>
        As of block {digits(newest.block)}, <Ago at={newest.at} />. Until it is understood, pause the worker and set
        nothing right by hand: the vault is right. {round}
      </Notice>
    );
  }
  return (
    <Notice tone="good" title="The ledger is the vault's, account by account">
      {digits(newest.accounts)} accounts compared at block {digits(newest.block)}, <Ago at={newest.at} />. {round}
    </Notice>
  );
}

function Runs({ audit: { runs } }: { audit: LedgerAuditView }) {
  return (
    <Card title="Runs of the monitor" flush>
      {runs.length === 0 ? (
        <EmptyState title="No run yet" />
      ) : (
        <Table label="Runs of the monitor">
          <thead>
            <tr>
              <Th>When</Th>
              <Th numeric>Block</Th>
              <Th numeric>Accounts</Th>
              <Th numeric>Differences</Th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ id, at, block, accounts, differences }) => (
              <Tr key={id}>
                <Td className="text-muted">
                  <Ago at={at} />
                </Td>
                <Td numeric>{digits(block)}</Td>
                <Td numeric>{digits(accounts)}</Td>
                <Td numeric className={differences > 0 ? "font-semibold text-bad" : "text-muted"}>
                  {digits(differences)}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function Vault({ vault }: { vault: NonNullable<LedgerAuditView["vault"]> }) {
  const { address, fee_bps, fee_recipient, opening_paused, operators, block } = vault;
  return (
    <Card title="The vault, as mirrored">
      <dl className="grid grid-cols-2 gap-4">
        <Figure name="Mirrored up to block">{digits(block)}</Figure>
        <Figure name="Opening" note={opening_paused ? "no rental can be opened" : undefined}>
          {opening_paused ? <span className="text-warn">paused</span> : "open"}
        </Figure>
        <Figure name="Fee of new rentals">{fee_bps / 100} %</Figure>
      </dl>
      <dl className="mt-4 flex flex-col gap-3 text-xs">
        <Addresses name="Vault" of={[address]} />
        <Addresses name="Fees go to" of={[fee_recipient]} />
        <Addresses name={operators.length === 1 ? "Operator" : "Operators"} of={operators} />
      </dl>
    </Card>
  );
}

function Addresses({ name, of }: { name: string; of: readonly string[] }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      {of.length === 0 && <dd>nobody</dd>}
      {of.map((address) => (
        <dd key={address} className="break-all font-mono">
          {address}
        </dd>
      ))}
    </div>
  );
}
