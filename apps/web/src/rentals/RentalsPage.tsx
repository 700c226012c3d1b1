"use client";

import { ButtonLink } from "../components/ui/Button.tsx";
import { Card } from "../components/ui/Card.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { PageHeader } from "../components/ui/Page.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { SignedIn } from "../session/SignedIn.tsx";
import { RentalCard } from "./RentalCard.tsx";
import { RentalHistory } from "./RentalHistory.tsx";
import { useLivingRentals } from "./useLivingRentals.ts";

/** Own rentals, now and before. */
export function RentalsPage() {
  return (
    <>
      <PageHeader
        title="Rentals"
        actions={
          <ButtonLink kind="primary" href="/">
            New rental
          </ButtonLink>
        }
      >
        What runs now, and every rental before it with what it cost and why it ended.
      </PageHeader>
      <SignedIn what="your rentals">
        {() => (
          <div className="flex flex-col gap-4">
            <LivingRentals />
            <RentalHistory />
          </div>
        )}
      </SignedIn>
    </>
  );
}

/** What holds GPUs now. */
export function LivingRentals() {
  const { rentals, error, retry } = useLivingRentals();
  return (
    <Card title={rentals?.length ? `Running · ${rentals.length}` : "Running"} flush>
      {error !== null && (
        <div className="p-4">
          <FailureNotice error={error} onRetry={retry} />
        </div>
      )}
      {rentals === undefined && error === null && (
        <div className="p-4">
          <Skeleton className="h-16 w-full" />
        </div>
      )}
      {rentals?.length === 0 && (
        <EmptyState title="Nothing runs" action={<ButtonLink href="/">Find a GPU</ButtonLink>}>
          A rental is a root shell on a GPU some seconds after one signature.
        </EmptyState>
      )}
      {rentals !== undefined && rentals.length > 0 && (
        <ul className="divide-y divide-line">
          {rentals.map((rental) => (
            <RentalCard key={rental.job.job_id} rental={rental} />
          ))}
        </ul>
      )}
    </Card>
  );
}
