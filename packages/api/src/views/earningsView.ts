import { figuresOf, unsettledOf } from "@worldland/core/rental/figures";
import { reliabilityReasons } from "@worldland/core/rental/reliability";
import type { earningsOutput } from "@worldland/core/wire/console";
import type { SumsByDay } from "@worldland/db/queries/account/sumsByDay";
import type { Endings } from "@worldland/db/queries/earnings/endingsOf";
import type { UnsettledRental } from "@worldland/db/queries/earnings/unsettledRentals";
import type { OwnNode } from "@worldland/db/queries/nodes/nodesOf";
import type { z } from "zod";

/** Days that `earningsView` must be given at least. */
export const WEEK_DAYS = 7;

/** What a provider earned, and why his reliability is what it is. `earned` reaches back `WEEK_DAYS` or more. */
export function earningsView(
  input: { days: number },
  provider: {
    earned: SumsByDay;
    unsettled: readonly UnsettledRental[];
    /** Those that are asked about. */
    nodes: readonly Pick<OwnNode, "node" | "earned">[];
    available: bigint;
    /** Null: nothing to judge by. */
    reliability: number | null;
    endings: readonly Endings[];
  },
  now: Date,
): z.infer<typeof earningsOutput> {
  const { earned, unsettled, nodes, available, reliability, endings } = provider;
  const sumOfLast = (days: number) => earned.days.slice(-days).reduce((sum, { amount }) => sum + amount, 0n);
  return {
    today_wei: `${sumOfLast(1)}`,
    week_wei: `${sumOfLast(WEEK_DAYS)}`,
    all_wei: `${earned.total}`,
    pending_wei: `${pendingOf(unsettled, now)}`,
    available_wei: `${available}`,
    days: earned.days.slice(-input.days).map(({ day, amount }) => ({ day, earned_wei: `${amount}` })),
    nodes: nodes.map(({ node, earned: settled }) => ({
      node: node.name,
      earned_wei: `${settled}`,
      pending_wei: `${pendingOf(onNode(unsettled, node), now)}`,
    })),
    reliability,
    reliability_reasons: reliabilityReasons(endings),
  };
}

/** What a provider is still to get for rentals, in wei. */
export function pendingOf(unsettled: readonly UnsettledRental[], now: Date): bigint {
  return unsettled.reduce(
    (sum, { rental, feeBps }) => sum + unsettledOf(rental, figuresOf(rental, false, now), feeBps).provider,
    0n,
  );
}

/** Those of the rentals that run on a node. */
export function onNode<T extends Pick<UnsettledRental, "clusterId" | "nodeName">>(
  all: readonly T[],
  { clusterId, name }: { readonly clusterId: string; readonly name: string },
): T[] {
  return all.filter((rental) => rental.clusterId === clusterId && rental.nodeName === name);
}
