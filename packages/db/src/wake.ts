import { announce, type News } from "./announce.ts";
import type { Database } from "./database.ts";

/** Channel on which the relay is woken; it carries nothing. */
export const OUTBOX_CHANNEL = "outbox";

export const OUTBOX_NEWS: News = { channel: OUTBOX_CHANNEL, payload: "" };

/** Wakes the relay, after the commit of what it shall find. A lost wake costs a poll interval. */
export async function wakeRelay(db: Database): Promise<void> {
  await announce(db, [OUTBOX_NEWS]);
}
