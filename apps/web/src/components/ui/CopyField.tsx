"use client";

import { Check, Copy } from "lucide-react";
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

/** Copies; its picture says that it did. */
export function CopyButton({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      kind="quiet"
      size="small"
      aria-label={copied ? `${label}: copied` : `Copy ${label}`}
      onClick={async () => {
        await navigator.clipboard.writeText(value);
        setCopied(true);
        setTimeout(() => setCopied(false), 1500);
      }}
    >
      {copied ? <Check size={14} aria-hidden="true" className="text-good" /> : <Copy size={14} aria-hidden="true" />}
    </Button>
  );
}
