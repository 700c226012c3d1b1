import { SECONDS_PER_HOUR } from "../time.ts";
import type { WorkloadFailure } from "../workload.ts";
import { AUTO_EXTENSION_STOPS, stopSentenceOf } from "./autoExtension.ts";
import type { LogKind } from "./decide.ts";
import { END_REASONS, sentenceOf } from "./reason.ts";

/** What happened: lines of `decide`, and what the customer asked for before it became a fact. */
export type RentalEventKind =
  | LogKind
  | "requested"
  | "extension_requested"
  | "extension_refused"
  | "extension_lapsed"
  | "auto_extension_requested"
  | "auto_extension_stopped";

/** A line of a rental's history as it is stored. `reason` and `detail` are null where there are none. */
export type HistoryLine = {
  readonly kind: RentalEventKind;
  readonly reason: string | null;
  readonly detail: string | null;
};

/** One line of history as a person reads it. */
export function eventSentence(line: HistoryLine): string {
  const told = SENTENCES[line.kind];
  return typeof told === "string" ? withDetail(told, line.detail) : told(line);
}

/** What the cluster says of a container that does not run (yet). */
export const troubleSentenceOf = {
  image_pull: "The image cannot be pulled.",
  unschedulable: "The node has no room for the container yet.",
  out_of_memory: "The container ran out of memory and was started again.",
  crashed: "The container crashed and was started again.",
  evicted: "The node evicted the container.",
} as const satisfies Record<WorkloadFailure, string>;

const SENTENCES = {
  requested: "You asked for this rental.",
  provisioning: "The container is being set up on the node.",
  running: "SSH answers. Term and meter run from here.",
  paused: "SSH does not answer. Time in which it is not reachable is not charged.",
  resumed: "SSH answers again.",
  restarted: ofTrouble,
  restart_requested: "You asked for a restart: a fresh container takes the place of this one, at the same address.",
  trouble: ofTrouble,
  low_runway: ({ reason }) => `The term ends in ${minutesOf(reason)} minutes; extend it if you need it longer.`,
  opened: "The order is recorded on chain; the vault holds the price of the term.",
  opening_undone: "The chain took the opening back; it is sent again.",
  extended: "The term is longer now.",
  extension_undone: "The chain took the extension back; it is sent again while there is time.",
  stopped_on_chain: ({ reason }) => `The ${reason ?? "operator"} stopped the rental on chain.`,
  settled: "The seconds proven so far were settled in the vault.",
  closed: "The vault gave back what was left of the hold.",
  node_lost: "The provider's node does not answer.",
  node_back: "The provider's node is back.",
  ended: ({ reason, detail }) => withDetail(endSentence(reason), detail),
  gone: "Nothing of the container is left on the node.",
  extension_requested: ({ detail }) => `You asked for a term of ${Number(detail) / SECONDS_PER_HOUR} hours.`,
  auto_extension_requested: ({ detail }) =>
    `As you had set, a term of ${Number(detail) / SECONDS_PER_HOUR} hours was asked for from your allowance.`,
  auto_extension_stopped: ({ reason }) => `${stopSentence(reason)} The rental ends with its term.`,
  extension_lapsed: "The extension was not mined in time; the old term stands.",
  extension_refused: ({ reason }) => withDetail("The vault refused the extension; the old term stands.", reason),
} as const satisfies Record<RentalEventKind, string | ((line: HistoryLine) => string)>;

function ofTrouble({ reason, detail }: HistoryLine): string {
  return withDetail(
    new Map<string | null, string>(Object.entries(troubleSentenceOf)).get(reason) ?? "The container has trouble.",
    detail,
  );
}

/** The figure in `minutes_15`. */
function minutesOf(reason: string | null): string {
  return reason?.replace("minutes_", "") ?? "a few";
}

function stopSentence(text: string | null): string {
  const stop = AUTO_EXTENSION_STOPS.find((known) => known === text);
  return stop === undefined ? "It was not extended." : stopSentenceOf[stop];
}

function endSentence(text: string | null): string {
  const reason = END_REASONS.find((known) => known === text);
  return reason === undefined ? "The rental ended." : sentenceOf[reason];
}

function withDetail(sentence: string, detail: string | null): string {
  return detail === null || detail === "" ? sentence : `${sentence} (${detail})`;
}
