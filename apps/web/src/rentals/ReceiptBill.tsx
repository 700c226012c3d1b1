import { formatWl } from "@worldland/core/money";
import type { ReceiptView } from "@worldland/core/wire/rental";
import { Card } from "../components/ui/Card.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { digits } from "../money/amount.ts";
import { type ReceiptLine, receiptLines } from "./receiptLines.ts";

/** The bill: every figure with how it comes about. */
export function ReceiptBill({ receipt }: { receipt: ReceiptView }) {
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
          {receiptLines(receipt).map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Line({ line: { id, name, how, result, isPart } }: { line: ReceiptLine }) {
  const look = isPart ? "text-muted" : id === "charge" ? "font-semibold" : undefined;
  return (
    <Tr>
      <Td className={look}>
        {name}
        <p className="text-2xs font-normal text-muted sm:hidden">{how}</p>
      </Td>
      <Td className="hidden text-muted sm:table-cell">{how}</Td>
      <Td numeric className={look}>
        {result.unit === "s" ? (
          <span className="whitespace-nowrap">{digits(result.amount)} s</span>
        ) : (
          <WlAndWei amount={result.amount} />
        )}
      </Td>
    </Tr>
  );
}

/** An amount to read and, below, to compute with. */
export function WlAndWei({ amount }: { amount: bigint }) {
  return (
    <>
      <span className="whitespace-nowrap text-xs sm:text-sm">{formatWl(amount)} WL</span>
      <p className="whitespace-nowrap text-2xs font-normal text-muted sm:text-xs">{digits(amount)} wei</p>
    </>
  );
}
