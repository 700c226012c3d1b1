import type { STATEMENT_LINES, StatementView } from "@worldland/core/wire/statement";
import { Card } from "../../components/ui/Card.tsx";
import { Table, Td, Th, Tr } from "../../components/ui/Table.tsx";
import { Exact, HeldBelow, LAST, WIDE } from "./Exact.tsx";

const LINES = {
  deposits: "Deposits",
  withdrawals: "Withdrawals",
  set_aside: "Set aside for rentals",
  given_back: "Given back by rentals",
  charged: "Charged, to providers",
  fees: "Charged, the platform's fee",
  earned: "Earned on your nodes",
  fees_received: "Fees received",
} as const satisfies Record<(typeof STATEMENT_LINES)[number], string>;

/** From the opening balance to the closing one: each column adds up, and so does each row. */
export function StatementTotals({ statement: { opening, lines, closing } }: { statement: StatementView }) {
  return (
    <Card title="Summary, in WL" flush>
      <Table label="Summary">
        <thead>
          <tr>
            <Th>What</Th>
            <Th className={LAST} numeric>
              Free balance
            </Th>
            <Th className={WIDE} numeric>
              Held
            </Th>
            <Th className={WIDE} numeric>
              Together
            </Th>
          </tr>
        </thead>
        <tbody>
          <Line name="Opening" money={opening} isTotal />
          {lines.map(({ line, ...money }) => (
            <Line key={line} name={LINES[line]} money={money} />
          ))}
          <Line name="Closing" money={closing} isTotal />
        </tbody>
      </Table>
    </Card>
  );
}

type Money = { readonly balance_wei: string; readonly held_wei: string };

function Line({ name, money, isTotal = false }: { name: string; money: Money; isTotal?: boolean }) {
  const { balance_wei: balance, held_wei: held } = money;
  const look = isTotal ? "font-semibold" : "text-muted";
  return (
    <Tr>
      <Td className={isTotal ? "font-semibold" : undefined}>{name}</Td>
      <Td numeric className={`${LAST} ${look}`}>
        <Exact wei={balance} isChange={!isTotal} />
        <HeldBelow wei={held} isChange={!isTotal} />
      </Td>
      {[held, BigInt(balance) + BigInt(held)].map((wei, column) => (
        // Two columns that never change places.
        <Td key={["held", "together"][column]} numeric className={`${WIDE} ${look}`}>
          <Exact wei={wei} isChange={!isTotal} />
        </Td>
      ))}
    </Tr>
  );
}
