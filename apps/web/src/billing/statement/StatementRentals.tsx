import type { LedgerEntryView } from "@worldland/core/wire/ledger";
import type { StatementView } from "@worldland/core/wire/statement";
import Link from "next/link";
import { exactText } from "../../clock/time.ts";
import { shortAddress } from "../../components/ui/address.ts";
import { Card } from "../../components/ui/Card.tsx";
import { EmptyState } from "../../components/ui/States.tsx";
import { Table, Td, Th, Tr } from "../../components/ui/Table.tsx";
import { digits } from "../../money/amount.ts";
import { movementName } from "../ledgerFilter.ts";
import { Exact, FIRST, HeldBelow, LAST, WIDE } from "./Exact.tsx";

type Rental = StatementView["rentals"][number];

/** Every entry of the month: deposits and withdrawals, then rental by rental with what each came to. */
export function StatementRentals({ statement: { rentals, entries, left_off } }: { statement: StatementView }) {
  if (rentals.length === 0 && entries.length === 0) return <EmptyState title="Nothing moved in this month" />;
  return (
    <Card title="Entries, in WL" flush>
      <Table label="Entries">
        <thead>
          <tr>
            <Th className={WIDE}>When, UTC</Th>
            <Th className={FIRST}>What</Th>
            <Th className={LAST} numeric>
              Free balance
            </Th>
            <Th className={WIDE} numeric>
              Held
            </Th>
            <Th className={WIDE} numeric>
              Transaction
            </Th>
          </tr>
        </thead>
        {entries.length > 0 && (
          <tbody>
            <GroupHead>Deposits and withdrawals</GroupHead>
            <Entries entries={entries} />
          </tbody>
        )}
        {rentals.map((rental) => (
          <tbody key={rental.job_id}>
            <GroupHead>
              <RentalName rental={rental} />
            </GroupHead>
            <Entries entries={rental.entries} />
            <Tr>
              <Td className={WIDE} />
              <Td className={`${FIRST} font-medium`}>Together</Td>
              <Td numeric className={`${LAST} font-medium`}>
                <Exact wei={rental.balance_wei} isChange />
                <HeldBelow wei={rental.held_wei} isChange />
              </Td>
              <Td numeric className={`${WIDE} font-medium`}>
                <Exact wei={rental.held_wei} isChange />
              </Td>
              <Td className={WIDE} />
            </Tr>
          </tbody>
        ))}
      </Table>
      {left_off > 0 && (
        <p className="border-t border-line p-4 text-sm text-muted">
          {digits(left_off)} older entries are in the sums and not listed here; the ledger&apos;s CSV has them all.
        </p>
      )}
    </Card>
  );
}

function GroupHead({ children }: { children: React.ReactNode }) {
  return (
    <tr>
      <th
        scope="colgroup"
        colSpan={5}
        className="border-b border-line bg-raised px-4 py-1.5 text-left text-sm font-medium"
      >
        {children}
      </th>
    </tr>
  );
}

function RentalName({ rental: { job_id, job_name, gpu } }: { rental: Rental }) {
  const id = <span className="font-mono text-xs font-normal text-muted">{job_id}</span>;
  if (job_name === null) {
    return (
      <>
        {gpu ?? "Rental"} on your node {id}
      </>
    );
  }
  return (
    <>
      <Link href={`/rentals/${job_id}`} className="hover:underline">
        {job_name}
      </Link>
      {gpu !== null && <span className="font-normal text-muted"> · {gpu}</span>} {id}
    </>
  );
}

function Entries({ entries }: { entries: readonly LedgerEntryView[] }) {
  return entries.map((entry) => <Entry key={entry.id} entry={entry} />);
}

function Entry({ entry }: { entry: LedgerEntryView }) {
  const { at, kind, amount_wei, held_wei, seconds, rate_per_second_wei: rate, hash } = entry;
  const when = exactText(at).replace(" UTC", "");
  return (
    <Tr>
      <Td className={`${WIDE} whitespace-nowrap text-xs text-muted`}>{when}</Td>
      <Td className={FIRST}>
        {movementName(entry)}
        <span className="block text-2xs text-muted sm:hidden print:hidden">{when}</span>
        {seconds !== null && rate !== null && (
          <span className="block text-2xs text-muted sm:whitespace-nowrap">
            {kind === "charge" || kind === "fee" ? "of " : ""}
            {digits(seconds)} s × {digits(rate)} wei/s
          </span>
        )}
      </Td>
      <Td numeric className={LAST}>
        <Exact wei={amount_wei} isChange />
        <HeldBelow wei={held_wei} isChange />
      </Td>
      <Td numeric className={`${WIDE} text-muted`}>
        <Exact wei={held_wei} isChange />
      </Td>
      <Td numeric className={`${WIDE} whitespace-nowrap font-mono text-2xs text-muted`} title={hash}>
        {shortAddress(hash)}
      </Td>
    </Tr>
  );
}
