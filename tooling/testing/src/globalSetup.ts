import { fileURLToPath } from "node:url";
import { bundlePrograms } from "@worldland/bundle/bundlePrograms";
import type { TestProject } from "vitest/node";
import "./provided.ts";
import { startPostgres } from "./postgres.ts";
import { SERVER_VARIABLE } from "./testDatabase.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** For vitest: worker and signer as files that start quickly, and one PostgreSQL for all test files of a run, gone with it. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  project.provide("programs", await bundlePrograms(ROOT));
  if (process.env[SERVER_VARIABLE]) return undefined;
  const server = await startPostgres();
  process.env[SERVER_VARIABLE] = server.url;
  return async () => {
    delete process.env[SERVER_VARIABLE];
    await server.close();
  };
}
