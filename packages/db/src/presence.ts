import { monotonicMs } from "@worldland/core/time";
import pg from "pg";

/** An answer is believed for this long. */
const FRESH_MS = 500;
/** A database that does not answer within this time is away. */
const PATIENCE_MS = 700;

export type Presence = {
  /** Whether Postgres answers; known within {@link PATIENCE_MS}, whatever is wrong with it. */
  isThere(): Promise<boolean>;
  close(): void;
};

/**
 * Asks Postgres for a sign of life over a connection of its own: the pool's may all be busy, or hang on a server that
 * takes statements and never answers.
 */
export function watchPresence(url: string): Presence {
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
    if (!isThere) drop();
    return isThere;
  };
  return {
    async isThere() {
      if (monotonicMs() - lastAnswerMs < FRESH_MS) return true;
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
    close: drop,
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
