import { setTimeout as wait } from "node:timers/promises";
import { smaller } from "@worldland/core/money";
import { BaseError, HttpRequestError } from "viem";

/** Blocks per request: what a generous node answers. */
const LONGEST = 2_000n;
/** Answers in a row after which more is asked for again; doubled whenever that was too much. */
const PATIENCE = 4;
const LONGEST_PATIENCE = 64;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** Waits in a row after which a run is given up; the loop that scans begins again where it stopped. */
const MOST_WAITS = 8;
const TOO_MANY_REQUESTS = 429;

/** How much to ask an RPC for at once, and how long to leave it alone when it refuses. */
export type Pace = ReturnType<typeof createPace>;

/**
 * A range that is refused is halved, down to one block, and doubled again after some answers. What cannot be halved is
 * asked again after a wait, each twice as long as the one before; so is "too many requests", since no range is to blame.
 */
export function createPace({ longest = LONGEST, sleep = wait as (ms: number) => Promise<unknown> } = {}) {
  let length = longest;
  let patience = PATIENCE;
  let answers = 0;
  let waits = 0;
  /** The length was just doubled and is not known to be answered. */
  let isTrying = false;

  async function leaveAlone(cause: unknown, waited: number): Promise<void> {
    if (waited >= MOST_WAITS) throw cause;
    await sleep(Math.min(FIRST_WAIT_MS * 2 ** waited, LONGEST_WAIT_MS));
  }

  return {
    /** Blocks to ask for next. */
    length: () => length,
    /** A range was answered. */
    answered(): void {
      waits = 0;
      isTrying = false;
      answers += 1;
      if (answers < patience || length === longest) return;
      answers = 0;
      isTrying = true;
      length = smaller(length * 2n, longest);
    },
    /** A range of `asked` blocks was not: waits where it must, and throws `cause` after too many waits in a row. */
    async refused(asked: bigint, cause: unknown): Promise<void> {
      answers = 0;
      if (isHaste(cause) || asked === 1n) return leaveAlone(cause, waits++);
      length = asked / 2n;
      patience = isTrying ? Math.min(patience * 2, LONGEST_PATIENCE) : patience;
      isTrying = false;
    },
    /** Asks for something that cannot be halved; several such questions may be under way. */
    async insist<T>(ask: () => Promise<T>): Promise<T> {
      for (let waited = 0; ; waited++) {
        try {
          return await ask();
        } catch (cause) {
          await leaveAlone(cause, waited);
        }
      }
    },
  };
}

function isHaste(cause: unknown): boolean {
  if (!(cause instanceof BaseError)) return false;
  const request = cause.walk((error) => error instanceof HttpRequestError);
  return request instanceof HttpRequestError && request.status === TOO_MANY_REQUESTS;
}
