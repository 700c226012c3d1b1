"use client";

import { Button } from "../components/ui/Button.tsx";
import { EmptyState } from "../components/ui/States.tsx";

/** A page that broke while it was drawn. */
export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <EmptyState title="This page broke" action={<Button onClick={reset}>Try again</Button>}>
      Nothing was changed by it. Your rentals run on, whether this page works or not.
    </EmptyState>
  );
}
