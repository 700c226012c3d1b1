import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** Where there is nothing yet: what it would be, and what to do about it. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children !== undefined && <div className="max-w-md text-balance text-sm text-muted">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** The place of something that is being read. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={classes("block animate-pulse rounded bg-raised", className)} />;
}

/** A notice in the page: what is the matter and what to do. `tone` bad is read out at once. */
export function Notice({
  tone = "neutral",
  title,
  children,
  action,
}: {
  tone?: "neutral" | "good" | "warn" | "bad";
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const look = {
    neutral: "border-line bg-raised",
    good: "border-good/40 bg-good-soft",
    warn: "border-warn/40 bg-warn-soft",
    bad: "border-bad/40 bg-bad-soft",
  }[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={classes("flex flex-wrap items-center justify-between gap-3 rounded-lg border px-3.5 py-2.5", look)}
    >
      <div className="min-w-0">
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children !== undefined && <div className="text-sm">{children}</div>}
      </div>
      {action}
    </div>
  );
}
