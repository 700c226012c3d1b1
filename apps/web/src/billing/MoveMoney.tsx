"use client";

import { useState } from "react";
import { Card } from "../components/ui/Card.tsx";
import { Tabs } from "../components/ui/Tabs.tsx";
import { MoveForm } from "./MoveForm.tsx";
import type { MoneyMove } from "./moveCalls.ts";

/** Deposit and withdraw, by the person's own wallet. `first`: the side that is open, `amount`: what stands there. */
export function MoveMoney({ first, amount }: { first: MoneyMove["kind"]; amount: string }) {
  const [kind, setKind] = useState<string>(first);
  return (
    <Card title="Deposit or withdraw">
      <Tabs
        label="Deposit or withdraw"
        value={kind}
        onChange={setKind}
        tabs={[
          {
            id: "deposit",
            title: "Deposit",
            content: <MoveForm kind="deposit" amount={first === "deposit" ? amount : ""} />,
          },
          {
            id: "withdraw",
            title: "Withdraw",
            content: <MoveForm kind="withdraw" amount={first === "withdraw" ? amount : ""} />,
          },
        ]}
      />
    </Card>
  );
}
