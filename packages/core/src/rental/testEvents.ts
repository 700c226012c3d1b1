import fc from "fast-check";
import type { RentalEvent } from "./event.ts";
import { after } from "./testRental.ts";

/** For property tests: any event at all, with whatever it carries, `at` seconds after the samples' click. */
export function anyEventAt(at: number): fc.Arbitrary<RentalEvent> {
  return fc.oneof(
    plain,
    rarer,
    fc
      .record({ good: fc.boolean(), podUid: fc.constantFrom("pod-1", "pod-2"), restarts: fc.nat(2), late: fc.nat(5) })
      .map(({ late, ...probe }): RentalEvent => ({ type: "probed", probe: { ...probe, at: after(at - late) } })),
    fc
      .constantFrom("image_pull", "unschedulable", "out_of_memory", "crashed", "evicted")
      .map((reason): RentalEvent => ({ type: "workload_failed", reason })),
    stopper.map((by): RentalEvent => ({ type: "stop_requested", by })),
    stopper.map((by): RentalEvent => ({ type: "stopped_on_chain", by, stoppedAt: after(at - 3) })),
    term.map((durationS): RentalEvent => ({ type: "opened", openedAt: after(at - 3), durationS })),
    term.map((durationS): RentalEvent => ({ type: "extended", durationS })),
    term.map((durationS): RentalEvent => ({ type: "extension_undone", durationS })),
    fc.nat(4000).map((usedS): RentalEvent => ({ type: "settled", usedS })),
    fc.nat(4000).map((usedS): RentalEvent => ({ type: "settlement_undone", usedS })),
  );
}

const stopper = fc.constantFrom("customer", "provider", "operator");
const term = fc.constantFrom(3600, 7200, 10_800);
const plain = fc
  .constantFrom("provisioned", "workload_gone", "clock", "order_refused", "opening_undone", "stop_undone", "closed")
  .map((type): RentalEvent => ({ type }));
const rarer = fc
  .constantFrom("closing_undone", "node_lost", "node_back", "restart_requested")
  .map((type): RentalEvent => ({ type }));
