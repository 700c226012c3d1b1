/** Steps after which a test may kill a worker: a crash is SIGKILL of a real process, never a thrown exception. */
export const KILL_POINTS = [
  "after_outbox_add",
  "before_apply",
  "after_apply",
  "after_provision_record",
  "before_probe_record",
  "after_auto_extension",
  "after_plan",
  "after_nonce_reserved",
  "after_send",
  "after_replaced",
  "after_mirror",
  "after_end_pod",
  "before_remove",
  "after_remove",
  "after_gone_record",
] as const;

export type KillPoint = (typeof KILL_POINTS)[number];

/** Ends this very process the hard way once it reaches the named step; with null it never does. */
export function killAt(wanted: KillPoint | null): (point: KillPoint) => void {
  return (point) => {
    if (point === wanted) process.kill(process.pid, "SIGKILL");
  };
}
