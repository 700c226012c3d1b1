"use client";

import { Check, Copy, X } from "lucide-react";
import { useState } from "react";
import { Button } from "./Button.tsx";
import { classes } from "./classes.ts";

/** A line to copy whole, e.g. an SSH command. `label` says what it is; it is read out and not shown. */
export function CopyField({ label, value, className }: { label: string; value: string; className?: string }) {
  return (
    <div
      className={classes(
        "flex min-w-0 items-center gap-1 rounded-md border border-line bg-raised py-1 pl-2.5 pr-1",
        className,
      )}
    >
      <code className="min-w-0 flex-1 select-all overflow-x-auto whitespace-nowrap font-mono text-xs" title={label}>
        {value}
      </code>
      <CopyButton label={label} value={value} />
    </div>
  );
}

const SHOWN_MS = 1500;
const SAY = {
  idle: (label: string) => `Copy ${label}`,
  copied: (label: string) => `${label}: copied`,
  refused: (label: string) => `${label}: this browser did not copy it, select it instead`,
} as const;

/** Copies; its picture says that it did, or that the browser would not. */
export function CopyButton({ label, value }: { label: string; value: string }) {
  const [state, setState] = useState<keyof typeof SAY>("idle");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState("copied");
    } catch {
      setState("refused");
    }
    setTimeout(() => setState("idle"), SHOWN_MS);
  };
  return (
    <Button kind="quiet" size="small" aria-label={SAY[state](label)} onClick={() => void copy()}>
      {state === "idle" && <Copy size={14} aria-hidden="true" />}
      {state === "copied" && <Check size={14} aria-hidden="true" className="text-good" />}
      {state === "refused" && <X size={14} aria-hidden="true" className="text-bad" />}
    </Button>
  );
}
