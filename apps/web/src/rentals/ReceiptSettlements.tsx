import type { ReceiptView } from "@worldland/core/wire/rental";
import { exactText } from "../clock/time.ts";
import { Card } from "../components/ui/Card.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { WlAndWei } from "./ReceiptBill.tsx";
import { settlementLines } from "./receiptLines.ts";

/** The charges one by one: the fee of each is rounded down by itself. Nothing where there is but one. */
export function ReceiptSettlements({ receipt }: { receipt: ReceiptView }) {
  const lines = settlementLines(receipt);
  if (lines.length < 2) return null;
  return (
    <Card title="Fee by settlement" flush>
      <Table label="Fee by settlement">
        <thead>
          <tr>
            <Th>Settlement</Th>
            <Th numeric>Charge</Th>
            <Th className="hidden sm:table-cell" numeric>
              Fee
            </Th>
            <Th className="hidden md:table-cell" numeric>
              Transaction
            </Th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, at, how, charge, feeHow, fee, hash }) => (
            <Tr key={name}>
              <Td>
                {name}
                {at !== null && <span className="hidden text-muted sm:inline"> · {exactText(at)}</span>}
                <p className="text-xs text-muted">
                  {how}; of it the fee {feeHow}
                </p>
              </Td>
              <Td numeric>
                <WlAndWei amount={charge} />
                <div className="mt-1 text-muted sm:hidden">
                  <span className="text-xs">fee</span> <WlAndWei amount={fee} />
                </div>
              </Td>
              <Td numeric className="hidden sm:table-cell">
                <WlAndWei amount={fee} />
              </Td>
              <Td numeric className="hidden md:table-cell">
                {hash !== null && <TransactionHash hash={hash} />}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
