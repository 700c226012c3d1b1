"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { classes } from "../ui/classes.ts";

/** A small panel under a button. Closes on Escape, on a press outside and when another page is opened. */
export function Popover({
  label,
  button,
  align = "right",
  buttonClass,
  children,
}: {
  label: string;
  button: ReactNode;
  align?: "left" | "right";
  buttonClass?: string;
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const path = usePathname();
  const id = useId();
  useEffect(() => setOpen(path === null), [path]);
  useEffect(() => {
    if (!isOpen) return;
    const onPress = ({ target }: PointerEvent) => {
      if (target instanceof Node && !frame.current?.contains(target)) setOpen(false);
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") setOpen(false);
    };
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("keydown", onKey);
    };
  }, [isOpen]);
  return (
    <div ref={frame} className="relative">
      <button
        type="button"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className={
          buttonClass ?? "inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-raised"
        }
      >
        {button}
      </button>
      <div
        id={id}
        hidden={!isOpen}
        className={classes(
          "absolute top-full z-40 mt-1 min-w-48 rounded-lg border border-line bg-surface shadow-lg",
          align === "right" ? "right-0" : "left-0",
        )}
      >
        {children}
      </div>
    </div>
  );
}
