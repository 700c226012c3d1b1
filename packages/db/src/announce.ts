import type { Database } from "./database.ts";
import { fixed, queryOf } from "./fixedStatement.ts";

/** One NOTIFY. */
export type News = { readonly channel: string; readonly payload: string };

/** What waits for the statement under way to come back. */
type Desk = {
  waiting: News[];
  /** Resolves when whatever waits now has been told. */
  next: Promise<void> | null;
  underWay: Promise<void>;
};

const desks = new WeakMap<Database, Desk>();

const NOTIFY = fixed`
  select pg_notify(channel, payload)
    from unnest(${"channels"}::text[], ${"payloads"}::text[]) as news (channel, payload)`;

/**
 * Tells listeners, as a statement of its own: commits that carry a NOTIFY wait for one another, disk and all. Call it
 * after the commit. What comes up while one such statement is under way goes with the next, so that a crowd of clicks
 * costs few of them. News can be lost, and whoever listens looks for himself now and then; a failure here is nobody's
 * business, and the promise never rejects.
 */
export function announce(db: Database, news: readonly News[]): Promise<void> {
  const desk = deskOf(db);
  desk.waiting.push(...news);
  desk.next ??= desk.underWay.then(() => {
    const told = desk.waiting;
    desk.waiting = [];
    desk.next = null;
    desk.underWay = send(db, told);
    return desk.underWay;
  });
  return desk.next;
}

async function send(db: Database, news: readonly News[]): Promise<void> {
  const channels = news.map(({ channel }) => channel);
  const payloads = news.map(({ payload }) => payload);
  await db.$client.query(queryOf(NOTIFY, { channels, payloads })).catch(() => undefined);
}

function deskOf(db: Database): Desk {
  const desk = desks.get(db) ?? { waiting: [], next: null, underWay: Promise.resolve() };
  desks.set(db, desk);
  return desk;
}
