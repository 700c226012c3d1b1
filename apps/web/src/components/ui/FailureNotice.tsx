import { failureOf } from "../../trpc/refusal.ts";
import { Button } from "./Button.tsx";
import { Notice } from "./States.tsx";

/** What went wrong and what to do about it; nothing where nothing did. */
export function FailureNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (error === null || error === undefined) return null;
  const { sentence, suggestion } = failureOf(error);
  return (
    <Notice
      tone="bad"
      title={sentence}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {suggestion}
    </Notice>
  );
}
