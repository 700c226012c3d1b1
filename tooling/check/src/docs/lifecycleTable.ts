import { statusOf } from "@worldland/core/rental/rental";
import { type EventName, STATES, type State, TABLE } from "@worldland/core/rental/testTable";

/** What each event of the table is, for readers. Seconds count from the click; the rental began to run at 10 s. */
const SAY: Record<EventName, string> = {
  provisioned: "the workload's objects are written",
  goodProbe: "the probe reads the SSH banner",
  goodProbeTooLate: "the same, after the start deadline",
  badProbe: "the probe finds nobody",
  imagePull: "the image cannot be pulled",
  evicted: "the node throws the pod out",
  unschedulable: "the pod fits nowhere",
  firstCrash: "the container crashed and is restarted",
  thirdOutOfMemory: "out of memory, the third time in 10 minutes",
  gone: "nothing of the workload is left",
  stopByCustomer: "the customer stops",
  stopByProvider: "the provider stops",
  stopByOperator: "the operator stops",
  restart: "the customer restarts",
  clockEarly: "time passes, nothing is due",
  clockAtStartDeadline: "10 minutes after the click",
  clockAtStartDeadlineInTrouble: "the same, while unschedulable",
  clockAfterOrderDeadline: "the order can no longer be mined",
  clockFifteenMinutesBeforeExpiry: "the end draws near: its customer is warned",
  clockAtExpiry: "the term is over",
  clockNodeLostFor119s: "the node has been lost for 119 s",
  clockNodeLostFor120s: "the node has been lost for 120 s",
  orderRefused: "the vault refuses the order",
  opened: "the opening is mirrored",
  openingUndone: "a reorg takes the opening back",
  extended: "an extension is mirrored",
  extensionUndone: "a reorg takes the extension back",
  stoppedOnChainByCustomer: "the customer stops in the vault",
  stoppedOnChainByProvider: "the provider stops in the vault",
  stopUndone: "a reorg takes that stop back",
  settled: "a settlement is mirrored",
  settlementUndone: "a reorg takes the settlement back",
  closed: "the closing is mirrored",
  closingUndone: "a reorg takes the closing back",
  nodeLost: "the node's lease stands still",
  nodeBack: "the node is back",
};

/** The lifecycle's table as Markdown: one line for each event and each group of states in which it does the same. */
export function lifecycleTable(): string {
  const lines = ["| event | in | becomes | because | paid by |", "|---|---|---|---|---|"];
  for (const [event, outcomes] of Object.entries(TABLE)) {
    const groups = groupStates(outcomes);
    const name = `**${event}**: ${isEvent(event) ? SAY[event] : ""}`;
    if (groups.size === 0) lines.push(`| ${name} | | ignored everywhere | | |`);
    let shown = name;
    for (const [outcome, states] of groups) {
      lines.push(`| ${shown} | ${states.join(", ")} | ${outcome} |`);
      shown = "";
    }
  }
  return lines.join("\n");
}

/** Outcome, as the last three cells of a line → the states that have it. What is ignored is left out. */
function groupStates(outcomes: Readonly<Record<State, string>>): Map<string, State[]> {
  const groups = new Map<string, State[]>();
  for (const [state, outcome] of Object.entries(outcomes)) {
    if (outcome === "ignore" || !isState(state)) continue;
    const [where = "", reason = "", payer = ""] = outcome.split(" ");
    const [status = "", vault = ""] = where.split("/");
    const before = STATES[state];
    const moved = [
      ...(status === statusOf(before) ? [] : [status]),
      ...(vault === before.vault.state ? [] : [`vault: ${vault}`]),
    ];
    const because = reason === (before.endReason ?? "") ? " | " : `${reason} | ${payer}`;
    const cells = `${moved.join(", ") || "the same, with new facts"} | ${because}`;
    groups.set(cells, [...(groups.get(cells) ?? []), state]);
  }
  return groups;
}

function isState(name: string): name is State {
  return Object.hasOwn(STATES, name);
}

function isEvent(name: string): name is EventName {
  return Object.hasOwn(SAY, name);
}
