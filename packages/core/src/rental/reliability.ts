import { type EndReason, isProviderFault } from "./reason.ts";

/** Reliability looks back this far. */
export const RELIABILITY_DAYS = 90;

type ProviderFault = { [R in EndReason]: (typeof isProviderFault)[R] extends true ? R : never }[EndReason];

/** What happened, said to the provider whose reliability it lowers. */
const faultOf = {
  stopped_by_provider: "was stopped by you",
  start_timeout: "could not be reached within ten minutes",
  unschedulable: "no longer fitted on the node it was sold on",
  node_lost: "ended because its node disappeared",
} as const satisfies Record<ProviderFault, string>;

/** Sentences on what moved a provider's reliability: the whole first, then each fault, in the order given. */
export function reliabilityReasons(
  endings: readonly { readonly reason: EndReason; readonly count: number; readonly lastAt: Date }[],
): string[] {
  const ended = endings.reduce((sum, { count }) => sum + count, 0);
  if (ended === 0) return [];
  const faults = endings.flatMap(({ reason, count, lastAt }) =>
    isFault(reason) ? [{ count, text: faultOf[reason], day: lastAt.toISOString().slice(0, 10) }] : [],
  );
  const well = ended - faults.reduce((sum, { count }) => sum + count, 0);
  return [
    `${well} of ${ended} rentals that ended in the last ${RELIABILITY_DAYS} days ended without a fault of yours.`,
    ...faults.map(({ count, text, day }) =>
      count === 1 ? `One ${text}, on ${day}.` : `${count} times a rental ${text}, the last time on ${day}.`,
    ),
  ];
}

function isFault(reason: EndReason): reason is ProviderFault {
  return isProviderFault[reason];
}
