import type { JoinView } from "@worldland/core/wire/console";
import type { Step } from "../components/ui/Steps.tsx";

const STEPS = [
  { id: "line", title: "Line made and opened in this page" },
  { id: "join", title: "The machine has joined", note: "Waits for the line to be run. From then on it is worthless." },
  {
    id: "approve",
    title: "Approved by the platform",
    note: "An operator looks at every new node. Set prices meanwhile.",
  },
  { id: "earn", title: "Earning", note: "Customers see it. This is done when the first rental runs on it." },
] as const;

/** Steps that are behind in each state. */
const BEHIND = { asked: 0, ready: 1, joined: 2, approved: 3, earning: 4, expired: 1 } as const satisfies Record<
  JoinView["state"],
  number
>;

/** The checklist of a node that joins. */
export function joinSteps(state: JoinView["state"]): Step[] {
  const behind = BEHIND[state];
  return STEPS.map((step, index) => {
    if (index < behind) return { id: step.id, title: step.title, state: "done" };
    if (index > behind) return { id: step.id, title: step.title, state: "later" };
    return { ...step, state: state === "expired" ? "failed" : "now" };
  });
}
