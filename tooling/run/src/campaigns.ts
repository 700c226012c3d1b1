/** A campaign of random calls, as forge reports it; `metrics` is by the name of the function called. */
export type Campaign = {
  readonly runs: number;
  readonly calls: number;
  readonly metrics: Readonly<
    Record<string, { readonly calls: number; readonly reverts: number; readonly discards: number }>
  >;
};

/** One line on all campaigns together: how much was done, and how often the rarest kind of call went through. */
export function describeCampaigns(campaigns: readonly Campaign[]): string {
  const rarest = campaigns.flatMap(successes).toSorted((a, b) => a.count - b.count)[0];
  const done = campaigns.map(({ runs, calls }) => `${runs} runs with ${calls} calls`).join(", ");
  return `Invariants: ${done || "none"}; rarest: ${rarest ? `${rarest.name}, ${rarest.count} times` : "none"}`;
}

/** Kinds of calls that a campaign has not made successfully once for each run, on the average. */
export function monotony(campaign: Campaign): readonly string[] {
  return successes(campaign)
    .filter(({ count }) => count < campaign.runs)
    .map(({ name, count }) => `${name} went through only ${count} times in ${campaign.runs} runs`);
}

function successes({ metrics }: Campaign): { name: string; count: number }[] {
  return Object.entries(metrics).map(([name, { calls, reverts, discards }]) => ({
    name: name.slice(name.lastIndexOf(":") + 1),
    count: calls - reverts - discards,
  }));
}
