import pg from "pg";

export type Listening = { close(): Promise<void> };

const RECONNECT_MS = 500;

/**
 * Calls back with the payload of every NOTIFY on a channel, from now on, over a connection of its own. A dropped
 * connection is made again; what was told meanwhile is lost, so `onConnected` (first connection included) should look
 * for itself.
 */
export function listen(
  url: string,
  channel: string,
  onNotify: (payload: string) => void,
  onConnected: () => void = () => undefined,
): Listening {
  let closed = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;

  const connect = async () => {
    const next = new pg.Client({ connectionString: url, application_name: "worldland-listen", keepAlive: true });
    client = next;
    const lost = () => {
      if (closed || client !== next) return;
      client = null;
      timer = setTimeout(() => void connect(), RECONNECT_MS);
    };
    next.on("error", lost);
    next.on("end", lost);
    next.on("notification", (message) => onNotify(message.payload ?? ""));
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
      onConnected();
    } catch {
      await next.end().catch(() => undefined);
      lost();
    }
  };
  void connect();

  return {
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
