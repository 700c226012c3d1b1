import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps } from "react";
import { classes } from "./classes.ts";
import { Spinner } from "./Spinner.tsx";

const look = cva(
  "inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55",
  {
    variants: {
      kind: {
        primary: "bg-accent text-on-accent hover:bg-accent-strong",
        secondary: "border border-line bg-surface text-ink hover:bg-raised",
        quiet: "text-muted hover:bg-raised hover:text-ink",
        danger: "border border-line bg-surface text-bad hover:bg-bad-soft",
      },
      size: { small: "h-7 px-2.5 text-xs", medium: "h-9 px-3.5 text-sm", large: "h-11 px-5 text-sm", icon: "size-9" },
    },
    defaultVariants: { kind: "secondary", size: "medium" },
  },
);

type Look = VariantProps<typeof look>;

/** A button; while `busy` it cannot be pressed and says so. */
export function Button({
  kind,
  size,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ComponentProps<"button"> & Look & { busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={classes(look({ kind, size }), className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ kind, size, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link {...rest} className={classes(look({ kind, size }), className)} />;
}
