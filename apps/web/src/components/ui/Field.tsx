import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

export type FieldIds = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

/**
 * A labelled control with its hint and its fault. `children` gets the ids to put on the control, so that label, hint
 * and fault are read out with it.
 */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  className?: string;
  children: (ids: FieldIds) => ReactNode;
}) {
  const id = useId();
  const note = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  const ids: FieldIds = {
    id,
    ...(note ? { "aria-describedby": note } : {}),
    ...(error ? { "aria-invalid": true as const } : {}),
  };
  return (
    <div className={classes("flex flex-col gap-1", className)}>
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      {children(ids)}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad">
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
