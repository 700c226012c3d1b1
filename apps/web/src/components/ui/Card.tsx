import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** A framed part of a page. `title` is its heading; `actions` stand at its right. */
export function Card({
  title,
  actions,
  className,
  flush = false,
  children,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** No padding around the content, for tables and charts that reach the edge. */
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={classes("rounded-lg border border-line bg-surface", className)}>
      {(title !== undefined || actions !== undefined) && (
        <div className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
          <h2 className="text-sm font-semibold">{title}</h2>
          {actions !== undefined && <div className="flex items-center gap-2">{actions}</div>}
        </div>
      )}
      <div className={flush ? undefined : "p-4"}>{children}</div>
    </section>
  );
}

/** One figure with its name; `note` says more in small type. */
export function Figure({ name, children, note }: { name: ReactNode; children: ReactNode; note?: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-0.5 truncate text-lg font-semibold leading-6">{children}</dd>
      {note !== undefined && <dd className="text-xs text-muted">{note}</dd>}
    </div>
  );
}
