import { monotonicMs } from "@worldland/core/time";
import pg from "pg";

/** How often Postgres is asked; an answer is believed for twice as long. */
const ASK_EVERY_MS = 250;
const FRESH_MS = 2 * ASK_EVERY_MS;
/** A database that does not answer within this time is away. */
const PATIENCE_MS = 700;
/** After so long a silence whatever waits for it waits in vain: its line may be dead without either end knowing. */
const DEAD_MS = 2000;

export type Presence = {
  /** Whether Postgres answers; known within {@link PATIENCE_MS}, whatever is wrong with it. */
  isThere(): Promise<boolean>;
  close(): void;
};

/**
 * Asks Postgres for signs of life over a connection of its own: the pool's may all be busy, or hang on a server that
 * takes statements and never answers. `onDead` is called, again and again, once it has been silent for {@link DEAD_MS}.
 */
export function watchPresence(url: string, onDead: () => void): Presence {
  let client: pg.Client | null = null;
  let lastAnswerMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | null = null;

  const drop = () => {
    void client?.end().catch(() => undefined);
    client = null;
  };
  const answer = async () => {
    client ??= await connect(url, drop);
    await client.query("select 1");
    lastAnswerMs = monotonicMs();
    return true;
  };
  const ask = async () => {
    const isThere = await Promise.race([answer().catch(() => false), patience()]);
    if (isThere) return true;
    drop();
    if (monotonicMs() - lastAnswerMs > DEAD_MS) onDead();
    return false;
  };
  const askOnce = () => {
    asking ??= ask().finally(() => {
      asking = null;
    });
    return asking;
  };
  const timer = setInterval(() => void askOnce(), ASK_EVERY_MS);
  timer.unref();
  return {
    isThere: async () => monotonicMs() - lastAnswerMs < FRESH_MS || askOnce(),
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
    connectionTimeoutMillis: PATIENCE_MS,
  });
  client.on("error", onLost);
  await client.connect();
  return client;
}

/** False when patience ends. A process that was busy itself first reads what has long come in. */
function patience(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => setImmediate(() => setImmediate(() => resolve(false))), PATIENCE_MS);
  });
}
