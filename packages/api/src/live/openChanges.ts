import { newSecret } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";
import { listen } from "@worldland/db/listen";
import { LIVE_CHANNEL, type LiveChange, readLiveChange } from "@worldland/db/live";
import { calmOffers } from "./calmOffers.ts";
import type { Changes, Heard } from "./changes.ts";
import { openMailbox } from "./mailbox.ts";

/** Changes that are kept for those who were away for a moment. */
const KEPT = 1000;

/** Listens on one connection for all streams of this process. */
export function openChanges(databaseUrl: string): Changes {
  // Ids of another process, or of this one before a restart, are not ours: whoever brings one has missed something.
  const epoch = newSecret("").slice(0, 10);
  const kept: Heard[] = [];
  const listeners = new Set<(heard: Heard) => void>();
  const closing = new AbortController();
  let count = 0;
  let isFirst = true;

  const tell = (change: Heard["change"]) => {
    count += 1;
    const heard: Heard = { id: `${epoch}-${count}`, change };
    kept.push(heard);
    if (kept.length > KEPT) kept.shift();
    for (const listener of listeners) listener(heard);
  };
  const offers = calmOffers(tell);
  const onNotify = (payload: string) => {
    const change = readLiveChange(payload);
    if (change?.kind === "offers") offers.hear();
    else if (change !== null) tell(change);
  };
  const onConnected = () => {
    if (!isFirst) tell("missed");
    isFirst = false;
  };
  const listening = listen(databaseUrl, LIVE_CHANNEL, onNotify, onConnected);

  return {
    async *listen({ wallet, after, signal }) {
      const mailbox = openMailbox(AbortSignal.any([signal, closing.signal]), () => ({ id: `${epoch}-${count}` }));
      const listener = (heard: Heard) => {
        if (isFor(wallet, heard.change)) mailbox.put(heard);
      };
      for (const heard of keptAfter(kept, after, `${epoch}-${count}`)) listener(heard);
      listeners.add(listener);
      try {
        yield* mailbox.letters();
      } finally {
        listeners.delete(listener);
      }
      if (closing.signal.aborted) throw new Refusal("unavailable", "This server is going down.");
    },
    async close() {
      closing.abort();
      offers.close();
      await listening.close();
    },
  };
}

function isFor(wallet: string | null, change: LiveChange | "missed"): boolean {
  return change === "missed" || change.wallet === "" || change.wallet === wallet;
}

/** What came after an event; `missed` when that is not known any more. */
function keptAfter(kept: readonly Heard[], after: string | null, newest: string): readonly Heard[] {
  if (after === null || after === newest) return [];
  const at = kept.findIndex(({ id }) => id === after);
  return at === -1 ? [{ id: newest, change: "missed" }] : kept.slice(at + 1);
}
