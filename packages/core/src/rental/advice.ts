import { LIMITS } from "../limits.ts";
import type { EndReason } from "./reason.ts";

/** What to do about an end one did not want. */
export type Advice = {
  /** A stable word, for programs. */
  readonly action: string;
  /** GiB to ask for next time; null where memory is not the matter. */
  readonly recommendedMemoryGb: number | null;
  /** Complete sentence, shown as it is. */
  readonly message: string;
};

/** Null where nothing went wrong. */
export function adviceFor(reason: EndReason, memoryGb: number): Advice | null {
  if (reason === "out_of_memory") return moreMemory(memoryGb);
  const advice = ADVICE[reason];
  return advice === null ? null : { ...advice, recommendedMemoryGb: null };
}

function moreMemory(memoryGb: number): Advice {
  const next = nextMemoryGb(memoryGb);
  return next === null
    ? {
        action: "reduce_memory_use",
        recommendedMemoryGb: null,
        message: `${memoryGb} GB is the most a rental can have: load less at once, or use smaller batches.`,
      }
    : { action: "increase_memory", recommendedMemoryGb: next, message: `Ask for ${next} GB of memory next time.` };
}

/** The next power of two above, at most what a rental can have; null at the top. */
function nextMemoryGb(memoryGb: number): number | null {
  if (memoryGb >= LIMITS.memoryGb.max) return null;
  return Math.min(LIMITS.memoryGb.max, 2 ** (Math.floor(Math.log2(memoryGb)) + 1));
}

const ADVICE = {
  stopped_by_customer: null,
  stopped_by_provider: null,
  stopped_by_operator: null,
  expired: null,
  order_refused: {
    action: "check_balance",
    message: "Deposit enough for the hold, or raise the spending allowance, and rent again.",
  },
  vault_unavailable: { action: "try_again", message: "Rent again once the chain is reachable." },
  start_timeout: { action: "choose_other_offer", message: "Rent again; another offer may start faster." },
  image_pull: { action: "change_image", message: "Use one of the preset images, or check the reference." },
  unschedulable: { action: "choose_other_offer", message: "Rent again; another offer has room for it." },
  crashed: {
    action: "check_start_script",
    message: "Rent again without the start script, or with another image, to see what makes it crash.",
  },
  evicted: { action: "increase_storage", message: "Ask for more storage next time." },
  node_lost: { action: "choose_other_offer", message: "Rent again from another offer." },
  unreachable: {
    action: "keep_sshd_running",
    message: "Leave the SSH server running: by it the meter knows you are served.",
  },
} as const satisfies Record<Exclude<EndReason, "out_of_memory">, Omit<Advice, "recommendedMemoryGb"> | null>;
