import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { ApiConfig } from "@worldland/api/config";
import { createApi } from "@worldland/api/createApi";
import { openChanges } from "@worldland/api/live/openChanges";
import { testApi } from "@worldland/api/testApi";
import { type Client, type ClientOptions, createClient } from "./createClient.ts";

export type TestPlatform = Awaited<ReturnType<typeof testPlatform>>;

/** For tests: the real API on a database of its own, over HTTP, and clients of it. The test plays the worker. */
export async function testPlatform(config: Partial<ApiConfig> = {}) {
  const market = await testApi({ config });
  const changes = openChanges(market.url);
  const api = createApi({ ...market.deps, changes });
  const server = createServer(
    getRequestListener((request) => api.fetch(request, { ip: "127.0.0.1" }), { overrideGlobalObjects: false }),
  );
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(portOf(server.address())));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    market,
    url,
    client: (more: Partial<ClientOptions> = {}): Client =>
      createClient({ url, origin: market.config.publicOrigin, ...more }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await changes.close();
      await market.close();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
