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
/** Refusals in a row after which a run is given up; the loop that scans begins again where it stopped. */
const MOST_REFUSALS = 8;
const TOO_MANY_REQUESTS = 429;

/** How much to ask an RPC for at once, and how long to leave it alone when it refuses. */
export type Pace = ReturnType<typeof createPace>;

/**
 * A range that is refused is halved, down to one block, and doubled again after some answers. Each refusal in a row is
 * followed by a wait twice as long as the one before; "too many requests" by a wait alone, since no range is to blame.
 */
export function createPace({ longest = LONGEST, sleep = wait as (ms: number) => Promise<unknown> } = {}) {
  let length = longest;
  let patience = PATIENCE;
  let answers = 0;
  let refusals = 0;

  async function leaveAlone(cause: unknown): Promise<void> {
    refusals += 1;
    answers = 0;
    if (refusals > MOST_REFUSALS) throw cause;
    await sleep(Math.min(FIRST_WAIT_MS * 2 ** (refusals - 1), LONGEST_WAIT_MS));
  }

  return {
    /** Blocks to ask for next. */
    length: () => length,
    /** A range was answered. */
    answered(): void {
      refusals = 0;
      answers += 1;
      if (answers < patience) return;
      answers = 0;
      length = smaller(length * 2n, longest);
    },
    /** A range of `asked` blocks was not: waits, and throws `cause` when that has happened too often in a row. */
    async refused(asked: bigint, cause: unknown): Promise<void> {
      if (!isHaste(cause) && asked > 1n) {
        length = asked / 2n;
        patience = Math.min(patience * 2, LONGEST_PATIENCE);
        // A smaller question is another one: it may be asked at once, the first time.
        if (refusals === 0) {
          answers = 0;
          refusals = 1;
          return;
        }
      }
      await leaveAlone(cause);
    },
    /** Asks for something that cannot be made smaller, again and again as above. */
    async insist<T>(ask: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          const answer = await ask();
          refusals = 0;
          return answer;
        } catch (cause) {
          await leaveAlone(cause);
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
