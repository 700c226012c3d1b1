import { monotonicMs } from "@worldland/core/time";
import pg from "pg";

/** How often Postgres is asked; an answer is believed for twice as long. */
const ASK_EVERY_MS = 250;
const FRESH_MS = 2 * ASK_EVERY_MS;
/** A database that does not answer within this time is away. */
const PATIENCE_MS = 700;
/** One that never answered yet may still be about to: a process that starts waits longer for the first word. */
const FIRST_PATIENCE_MS = 5000;
/** After so long a silence whatever waits for it waits in vain: its line may be dead without either end knowing. */
const DEAD_MS = 2000;
const STEP_MS = 50;

export type Presence = {
  /** Whether Postgres answers; known within {@link PATIENCE_MS} once it ever did, whatever is wrong with it. */
  isThere(): Promise<boolean>;
  close(): void;
};

/**
 * Asks Postgres for signs of life over a connection of its own: the pool's may all be busy, or hang on a server that
 * takes statements and never answers. `onDead` is called, again and again, once it has been silent for {@link DEAD_MS}.
 */
export function watchPresence(url: string, onDead: () => void): Presence {
  let client: pg.Client | null = null;
  let lastAnswerMs: number | null = null;
  // An answer that is late is still waited for, while whoever asked meanwhile was told that there is none.
  let answering: Promise<boolean> | null = null;

  const drop = () => {
    void client?.end().catch(() => undefined);
    client = null;
    answering = null;
  };
  const answer = async () => {
    client ??= await connect(url, drop);
    await client.query("select 1");
    lastAnswerMs = monotonicMs();
    return true;
  };
  const silentMs = () => (lastAnswerMs === null ? 0 : monotonicMs() - lastAnswerMs);
  const ask = async () => {
    answering ??= answer()
      .catch(() => {
        drop();
        return false;
      })
      .finally(() => {
        answering = null;
      });
    const isThere = await Promise.race([answering, patience(lastAnswerMs === null ? FIRST_PATIENCE_MS : PATIENCE_MS)]);
    if (!isThere && silentMs() > DEAD_MS) {
      drop();
      onDead();
    }
    return isThere;
  };
  const timer = setInterval(() => void ask(), ASK_EVERY_MS);
  timer.unref();
  void ask();
  return {
    isThere: async () => (lastAnswerMs !== null && silentMs() < FRESH_MS) || ask(),
    close() {
      clearInterval(timer);
      drop();
    },
  };
}

async function connect(url: string, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "worldland-presence",
    connectionTimeoutMillis: FIRST_PATIENCE_MS,
  });
  client.on("error", onLost);
  await client.connect();
  return client;
}

/**
 * False when patience ends. It is counted in steps, so that a machine that is too busy to count is also given more time
 * to answer; and what has come in meanwhile is read first.
 */
async function patience(ms: number): Promise<false> {
  for (let waited = 0; waited < ms; waited += STEP_MS) {
    await new Promise((resolve) => setTimeout(resolve, STEP_MS).unref());
  }
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return false;
}
