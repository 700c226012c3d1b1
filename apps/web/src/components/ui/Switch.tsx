import { classes } from "./classes.ts";

/** On or off, at once. `name` is what is read out where the label alone would not tell one from another. */
export function Switch({
  label,
  name,
  checked,
  busy = false,
  onChange,
}: {
  label: string;
  name?: string;
  checked: boolean;
  busy?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={name}
      aria-busy={busy || undefined}
      disabled={busy}
      onClick={() => onChange(!checked)}
      className="inline-flex items-center gap-2 rounded-md text-xs text-muted disabled:opacity-55"
    >
      {label}
      <span
        aria-hidden="true"
        className={classes(
          "flex h-5 w-9 items-center rounded-full border p-px transition-colors",
          checked ? "justify-end border-warn bg-warn-soft" : "justify-start border-line-strong bg-raised",
        )}
      >
        <span className={classes("size-4 rounded-full", checked ? "bg-warn" : "bg-line-strong")} />
      </span>
    </button>
  );
}
