import type { ExtensionProgressView, ExtensionState } from "@worldland/core/wire/extension";

/** A step of an extension's way, in the words of `Steps`. */
export type ExtensionStep = {
  readonly id: "asked" | "sent" | "seen" | "final";
  readonly title: string;
  readonly state: "done" | "now" | "later" | "failed";
};

/** How many of the four steps are behind in each state; failed ones stop where they are. */
const BEHIND = {
  signing: 0,
  waiting: 1,
  sent: 2,
  seen: 3,
  final: 4,
  refused: 1,
  lapsed: 1,
  cancelled: 1,
} as const satisfies Record<ExtensionState, number>;

/** Whether the old term stands. */
export function hasFailed(state: ExtensionState): boolean {
  return state === "refused" || state === "lapsed" || state === "cancelled";
}

/** The way of an extension from the click to its depth. */
export function extensionSteps({ state, paid_from, block }: ExtensionProgressView): readonly ExtensionStep[] {
  const steps = [
    { id: "asked", title: paid_from === "wallet" ? "Signed by you" : "Signed from your allowance" },
    { id: "sent", title: "Sent to the vault" },
    {
      id: "seen",
      title: block === null ? "Seen in a block: the term moves" : `Seen in block ${block}: the term has moved`,
    },
    { id: "final", title: "Final" },
  ] as const;
  const behind = BEHIND[state];
  return steps.map((step, index) => {
    const waits = index > behind ? "later" : hasFailed(state) ? "failed" : "now";
    return { ...step, state: index < behind ? "done" : waits };
  });
}

/** What became of an extension that failed. */
export function failureSentence({ state, reason }: Pick<ExtensionProgressView, "state" | "reason">): string {
  if (state === "refused") return `The vault refused the extension${reason === null ? "" : ` (${reason})`}.`;
  return state === "lapsed" ? "The extension was not mined in time." : "The rental ended before the extension.";
}
