import { openDatabase } from "@worldland/db/database";
import { watchPresence } from "@worldland/db/presence";
import { WEB_ROLE } from "@worldland/db/webRole";
import type { ApiConfig } from "./config.ts";
import { type Api, createApi } from "./createApi.ts";
import { createLimits } from "./limits/limits.ts";
import { openChanges } from "./live/openChanges.ts";

const CONNECTIONS = 20;
const CONNECT_MS = 5000;

export type RunningApi = Api & {
  /** Ends streams, so that clients connect elsewhere, and closes the database's connections. */
  close(): Promise<void>;
};

/** Opens what the API needs and makes it. Postgres may be away: it answers 503 until it is back. */
export function startApi({ databaseUrl, config }: { databaseUrl: string; config: ApiConfig }): RunningApi {
  const database = openDatabase(databaseUrl, {
    ...{ max: CONNECTIONS, name: "worldland-web", role: WEB_ROLE },
    connectMs: CONNECT_MS,
  });
  const changes = openChanges(databaseUrl);
  const presence = watchPresence(databaseUrl, database.breakOff);
  const api = createApi({ db: database.db, config, changes, presence, limits: createLimits(config) });
  return {
    fetch: api.fetch,
    async close() {
      await changes.close();
      presence.close();
      await database.close();
    },
  };
}
