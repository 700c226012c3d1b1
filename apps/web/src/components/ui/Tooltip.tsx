import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

/**
 * More about what it stands on, on hover, focus and touch. Pure CSS, so that it costs no JavaScript on public pages.
 * `side` keeps it inside frames that clip.
 */
export function Tooltip({
  text,
  side = "top",
  className,
  children,
}: {
  text: ReactNode;
  side?: "top" | "bottom" | "left";
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  const place = {
    top: "bottom-full left-1/2 mb-1 -translate-x-1/2",
    bottom: "left-1/2 top-full mt-1 -translate-x-1/2",
    left: "right-full top-1/2 mr-1 -translate-y-1/2",
  }[side];
  return (
    <span className={classes("group/tip relative inline-flex", className)}>
      <button
        type="button"
        aria-describedby={id}
        className="cursor-help rounded-sm text-inherit [font:inherit] decoration-dotted underline-offset-4 group-hover/tip:underline"
      >
        {children}
      </button>
      <span
        role="tooltip"
        id={id}
        className={classes(
          "pointer-events-none invisible absolute z-40 w-max max-w-64 rounded-md border border-line bg-ink px-2 py-1 text-left text-xs font-normal text-canvas opacity-0 shadow-md transition-opacity group-focus-within/tip:visible group-focus-within/tip:opacity-100 group-hover/tip:visible group-hover/tip:opacity-100",
          place,
        )}
      >
        {text}
      </span>
    </span>
  );
}
