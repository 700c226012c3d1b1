"use client";

import { PageHeader } from "../components/ui/Page.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { AccountFigures } from "./AccountFigures.tsx";
import { Allowance } from "./Allowance.tsx";
import { Ledger } from "./Ledger.tsx";
import { MoveMoney } from "./MoveMoney.tsx";
import { PendingDeposits } from "./PendingDeposits.tsx";
import { SpendingChart } from "./SpendingChart.tsx";
import { Statements } from "./Statements.tsx";

/** `deposit` and `withdraw`: an amount in WL to begin with. `jobId`: the rental whose entries are looked for. */
type Asked = { readonly deposit: string | null; readonly withdraw: string | null; readonly jobId: string };

/** The person's money in the vault. */
export function BillingPage({ deposit, withdraw, jobId }: Asked) {
  const first = withdraw !== null && deposit === null ? "withdraw" : "deposit";
  return (
    <>
      <PageHeader title="Billing">
        Your money lies in a vault on chain that only you can take it out of. Rentals set some of it aside and charge by
        the second.
      </PageHeader>
      <SignedIn what="your balance">
        {() => (
          <div className="flex flex-col gap-4">
            <AccountFigures />
            <PendingDeposits />
            <div className="grid items-start gap-4 lg:grid-cols-2">
              <MoveMoney first={first} amount={deposit ?? withdraw ?? ""} />
              <Allowance />
            </div>
            <SpendingChart />
            <Statements />
            <Ledger jobId={jobId} />
          </div>
        )}
      </SignedIn>
    </>
  );
}
