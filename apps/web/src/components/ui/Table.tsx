import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes.ts";

/** A dense table that scrolls sideways in its own frame when the screen is too narrow. `label` names it. */
export function Table({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <section aria-label={label} className="overflow-x-auto" tabIndex={-1}>
      <table className={classes("w-full border-collapse text-sm", className)}>{children}</table>
    </section>
  );
}

export function Th({ className, numeric = false, ...rest }: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={classes(
        "whitespace-nowrap border-b border-line px-3 py-2 text-xs font-medium text-muted first:pl-4 last:pr-4",
        numeric ? "text-right" : "text-left",
        className,
      )}
    />
  );
}

export function Td({ className, numeric = false, ...rest }: ComponentProps<"td"> & { numeric?: boolean }) {
  return (
    <td
      {...rest}
      className={classes(
        "border-b border-line px-3 py-2 align-middle first:pl-4 last:pr-4",
        numeric && "text-right",
        className,
      )}
    />
  );
}

/** A row that lights up under the pointer. */
export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} className={classes("hover:bg-raised/60 [tbody>&:last-child>td]:border-b-0", className)} />;
}
