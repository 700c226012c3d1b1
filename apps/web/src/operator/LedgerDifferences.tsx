import { formatWl } from "@worldland/core/money";
import type { LedgerAuditView } from "@worldland/core/wire/audit";
import { Badge } from "../components/ui/Badge.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { Ago } from "../components/ui/Time.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { digits } from "../money/amount.ts";

type Difference = LedgerAuditView["differences"][number];
type Entry = Difference["entries"][number];

const FAULT = {
  no_event: "no event of the vault says so",
  other_amount: "the vault's event says another amount",
  newest: "as the vault has it; an event beside it may be missing",
} as const satisfies Record<Entry["fault"], string>;

/** Every account that the monitor found to differ, with the amount and the entries it may come from. */
export function LedgerDifferences({ differences }: { differences: readonly Difference[] }) {
  return (
    <Card title="Differences" flush>
      <ul className="divide-y divide-line">
        {differences.map((difference) => (
          <li key={`${difference.account} ${difference.last_at} ${difference.difference_wei}`} className="p-4">
            <Head difference={difference} />
            <Amounts difference={difference} />
            {difference.entries.length > 0 && <Entries entries={difference.entries} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Head({ difference: { account, job_id, open, block, first_at, last_at } }: { difference: Difference }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="break-all font-mono text-xs font-semibold">{account}</span>
      {job_id !== null && <span className="font-mono text-2xs text-muted">{job_id}</span>}
      <Badge tone={open ? "bad" : "neutral"}>{open ? "differs" : "gone"}</Badge>
      <span className="text-xs text-muted">
        first found <Ago at={first_at} />, last <Ago at={last_at} /> at block {digits(block)}
      </span>
    </div>
  );
}

function Amounts({ difference }: { difference: Difference }) {
  const { ledger_wei, vault_wei, difference_wei, unexplained_wei } = difference;
  const lines = [
    ["Ledger", ledger_wei],
    ["Vault", vault_wei],
    ["Difference", difference_wei],
    ...(unexplained_wei === "0" ? [] : [["of it explained by no entry", unexplained_wei] as const]),
  ] as const;
  return (
    <dl className="my-3 grid gap-x-6 gap-y-2 sm:grid-cols-2 lg:grid-cols-4">
      {lines.map(([name, wei]) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-muted">{name}</dt>
          <dd className="break-all text-sm font-semibold">{formatWl(BigInt(wei))} WL</dd>
          <dd className="break-all text-2xs text-muted">{digits(wei)} wei</dd>
        </div>
      ))}
    </dl>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <Table label="Entries it may come from">
      <thead>
        <tr>
          <Th>Entry</Th>
          <Th numeric>Amount</Th>
          <Th className="hidden sm:table-cell" numeric>
            Block
          </Th>
          <Th className="hidden sm:table-cell">Why</Th>
          <Th numeric>Transaction</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, kind, amount_wei, block, hash, fault }) => (
          <Tr key={id}>
            <Td>
              {kind} <span className="text-xs text-muted">no. {id}</span>
              <p className="text-xs text-muted sm:hidden">{FAULT[fault]}</p>
            </Td>
            <Td numeric className="whitespace-nowrap">
              {formatWl(BigInt(amount_wei))} WL
            </Td>
            <Td numeric className="hidden sm:table-cell">
              {digits(block)}
            </Td>
            <Td className="hidden text-muted sm:table-cell">{FAULT[fault]}</Td>
            <Td numeric>
              <TransactionHash hash={hash} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
