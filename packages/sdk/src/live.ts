import { type LiveEvent, liveEvent } from "@worldland/core/wire/live";
import type { Api } from "./connect.ts";

/**
 * What changes for the caller (offers' changes too), as it happens, as ids: read the thing to know how it is now. It
 * connects again by itself; after the signal it ends. Throws `ApiError` when the platform refuses.
 */
export async function* liveEvents(api: Api, signal?: AbortSignal): AsyncGenerator<LiveEvent, void, undefined> {
  const waiting: LiveEvent[] = [];
  let failure: Error | null = null;
  let isOver = signal?.aborted ?? false;
  let wake: () => void = () => undefined;
  const subscription = api.live.changes.subscribe(undefined, {
    onData(value) {
      waiting.push(liveEvent.parse(value.data));
      wake();
    },
    onError(error) {
      failure = error;
      wake();
    },
    onComplete() {
      isOver = true;
      wake();
    },
  });
  const stop = () => {
    isOver = true;
    wake();
  };
  signal?.addEventListener("abort", stop);
  try {
    for (;;) {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) yield event;
      if (failure !== null) throw failure;
      if (isOver) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    subscription.unsubscribe();
  }
}
