import type { ReceiptView } from "@worldland/core/wire/rental";
import { durationText, exactText } from "../clock/time.ts";
import { Badge } from "../components/ui/Badge.tsx";
import { Card } from "../components/ui/Card.tsx";
import { Table, Td, Th, Tr } from "../components/ui/Table.tsx";
import { digits } from "../money/amount.ts";

const WHY = {
  unreachable: "SSH did not answer",
  prober_away: "our prober was away",
  gift: "before the order was in a block",
} as const satisfies Record<ReceiptView["pauses"][number]["reason"], string>;

/** Every stretch that was not charged: from when to when, and why. */
export function ReceiptPauses({ pauses }: { pauses: ReceiptView["pauses"] }) {
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
          {pauses.map(({ from, to, seconds, reason, ongoing }) => (
            <Tr key={`${from} ${reason}`}>
              <Td className="text-xs text-muted sm:text-sm">
                <span className="whitespace-nowrap">{exactText(from)}</span>
                <span className="block whitespace-nowrap sm:hidden">to {exactText(to)}</span>
              </Td>
              <Td className="hidden whitespace-nowrap text-muted sm:table-cell">{exactText(to)}</Td>
              <Td>
                {WHY[reason]} {ongoing && <Badge tone="warn">goes on</Badge>}
              </Td>
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
