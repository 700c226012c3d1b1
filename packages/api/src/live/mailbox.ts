import type { Heard } from "./changes.ts";

/** A reader who is this far behind has missed something. */
const MOST_LETTERS = 500;

export type Mailbox = {
  put(heard: Heard): void;
  /** What was put, in order, as it comes, until the signal aborts. */
  letters(): AsyncGenerator<Heard, void, undefined>;
};

/** Between the one connection that hears and a stream that is read at its own pace. `newest` names the last event. */
export function openMailbox(signal: AbortSignal, newest: () => Pick<Heard, "id">): Mailbox {
  let letters: Heard[] = [];
  let wake: () => void = () => undefined;
  signal.addEventListener("abort", () => wake(), { once: true });
  return {
    put(heard) {
      if (letters.length >= MOST_LETTERS) letters = [{ ...newest(), change: "missed" }];
      else letters.push(heard);
      wake();
    },
    async *letters() {
      while (!signal.aborted) {
        const next = letters.shift();
        if (next !== undefined) yield next;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
