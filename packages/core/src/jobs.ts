import { z } from "zod";

/** Rental ids travel as decimal strings: JSON has no 64-bit integers. */
const rentalId = z.string().regex(/^\d{1,19}$/);

/**
 * The job catalogue: name → payload schema and limits. A job is a nudge to look at a row; payloads are ids only.
 * The queue of a job is the noun before its dot. Attempts are always one: retries are facts on the row.
 */
export const JOBS = {
  /** Make cluster and vault match the rental's row. */
  "rental.reconcile": { payload: z.object({ rentalId }), timeoutS: 60, concurrency: 20 },
  /** Sign, send or confirm what the vault is owed; picks up every open intent. */
  "vault.advance": { payload: z.object({}), timeoutS: 60, concurrency: 1 },
  /** Look at one node: inventory, admission, offers. */
  "node.reconcile": { payload: z.object({ nodeName: z.string().min(1).max(253) }), timeoutS: 30, concurrency: 4 },
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]["payload"]>;

/** A job as data: what a command writes to the outbox in its own transaction. */
export type Nudge = { [N in JobName]: { readonly name: N; readonly payload: JobPayload<N> } }[JobName];

/** True for data that names a job of the catalogue and carries its payload. */
export function isNudge(data: { readonly name: string; readonly payload: unknown }): data is Nudge {
  const job = Object.entries(JOBS).find(([name]) => name === data.name)?.[1];
  return job?.payload.safeParse(data.payload).success === true;
}

/** Two nudges with the same key say the same thing: the queue keeps at most one active and one waiting. */
export function nudgeKey(nudge: Nudge): string {
  switch (nudge.name) {
    case "rental.reconcile":
      return `${nudge.name}.${nudge.payload.rentalId}`;
    case "vault.advance":
      return nudge.name;
    case "node.reconcile":
      return `${nudge.name}.${nudge.payload.nodeName}`;
  }
}
