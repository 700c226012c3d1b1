import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

const box =
  "rounded-md border border-line-strong/60 bg-surface px-2.5 text-sm text-ink placeholder:text-muted disabled:opacity-55 aria-invalid:border-bad";

/** One line of text or a number. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={classes(box, "h-9 w-full", className)} />;
}

/** Several lines of text. */
export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...rest} className={classes(box, "w-full py-2 font-mono text-xs leading-5", className)} />;
}

/** The browser's own list of choices: quick, and right on phones and for screen readers. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select {...rest} className={classes(box, "h-9 w-full pr-7", className)} />;
}

/** A tick box with its label. */
export function Checkbox({ label, className, ...rest }: ComponentProps<"input"> & { label: React.ReactNode }) {
  return (
    <label className={classes("flex items-center gap-2 text-sm", className)}>
      <input type="checkbox" {...rest} className="size-4 accent-accent" />
      {label}
    </label>
  );
}
