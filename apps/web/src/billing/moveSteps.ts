import type { MoneyMove } from "./moveCalls.ts";
import type { MoveProgress } from "./useMoneyMove.ts";

export type MoveStep = {
  readonly id: "approve" | "sign" | "sent" | "seen" | "final";
  readonly title: string;
  readonly state: "done" | "now" | "later" | "failed";
};

/** Every step of a move. `confirmations`: blocks until it is final; `isToken`: the vault must be allowed first. */
export function moveSteps(
  { kind }: Pick<MoneyMove, "kind">,
  progress: MoveProgress,
  { confirmations, isToken }: { confirmations: number; isToken: boolean },
): MoveStep[] {
  const depth = "depth" in progress ? Math.min(progress.depth, confirmations) : 0;
  const titles = [
    ...(isToken && kind === "deposit" ? [["approve", "Let the vault take the amount, in your wallet"] as const] : []),
    ["sign", "Confirm in your wallet"] as const,
    ["sent", "Sent; waits for its block"] as const,
    ["seen", depth > 0 ? `Seen in ${depth} of ${confirmations} blocks` : "Seen in a block"] as const,
    ["final", kind === "deposit" ? "Final: it can be spent" : "Final: it is in your wallet"] as const,
  ];
  const at = { approving: "approve", signing: "sign", sent: "sent", reverted: "sent", seen: "seen", final: "end" }[
    progress.stage
  ];
  const current = titles.findIndex(([id]) => id === at);
  return titles.map(([id, title], index) => ({ id, title, state: stateOf(index, current, progress) }));
}

function stateOf(index: number, current: number, { stage }: MoveProgress): MoveStep["state"] {
  if (current === -1 || index < current) return "done";
  if (index > current) return "later";
  return stage === "reverted" ? "failed" : "now";
}
