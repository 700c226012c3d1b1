import { rmSync, writeFileSync } from "node:fs";
import type { LocalCluster } from "@worldland/cluster/localCluster";
import type { Database } from "@worldland/db/database";
import { expectFree, freePort } from "@worldland/testing/ports";
import { buildWeb } from "./buildWeb.ts";
import { type Closers, closeAll } from "./closers.ts";
import { loadKeys, type StackKeys } from "./keys.ts";
import type { StackOptions } from "./options.ts";
import type { StackInfo } from "./stackInfo.ts";
import type { RunningPrograms } from "./startPrograms.ts";
import { openStateFolder } from "./stateFolder.ts";

export type Stack = {
  readonly info: StackInfo;
  readonly infoPath: string;
  /** For the clock and for looks that the API does not offer: tests and the demo only. */
  readonly db: Database;
  readonly keys: StackKeys;
  /** The embedded cluster; null where a real one is used. */
  readonly cluster: LocalCluster | null;
  readonly programs: RunningPrograms;
  close(): Promise<void>;
};

/** Brings up the whole product on embedded parts (or real ones by URL), in order, and takes it down in reverse. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers: Closers = [];
  const close = () => closeAll(closers, options.say);
  try {
    return { ...(await bringUp(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUp(options: StackOptions, closers: Closers): Promise<Omit<Stack, "close">> {
  const { say } = options;
  const port = options.port > 0 ? options.port : await freePort();
  const { processes, infoPath } = await openStateFolder(options, closers);
  await expectFree(port).catch((cause: unknown) => {
    throw new Error(`Port ${port} is taken by another program. Choose another with --port.`, { cause });
  });
  const keys = loadKeys(options.stateDir);
  const building = options.pages === "built" ? buildWeb(say) : Promise.resolve();
  building.catch(() => undefined); // told when it is waited for
  const bundling = import("./bundlesOf.ts").then(({ bundlesOf }) => bundlesOf(options.stateDir));
  bundling.catch(() => undefined); // likewise

  say("  database, chain, cluster …");
  // Only now: all that speaks Kubernetes takes its time to load, and what stands in the way is told at once.
  const { startParts } = await import("./startParts.ts");
  const { startPrograms } = await import("./startPrograms.ts");
  const { seedAfterNodes } = await import("./seedNetwork.ts");
  const { database, chain, cluster } = await startParts(options, keys, processes.add, closers);

  await building;
  const bundles = await bundling;
  say("  worker, signer, web …");
  const web = `http://127.0.0.1:${port}`;
  const seeding = cluster.local === null ? Promise.resolve() : seedAfterNodes(database.db, chain.providerAt);
  seeding.catch(() => undefined); // told when it is waited for
  const parts = { options, bundles, keys, databaseUrl: database.url, chain, cluster, web };
  const programs = await startPrograms(parts, processes.add, closers);
  await seeding;

  const info: StackInfo = {
    web,
    api: web,
    rpc: chain.rpcUrl,
    chainId: chain.chainId,
    vault: chain.vault,
    token: chain.token,
    kubeconfig: cluster.kubeconfig,
    databaseUrl: database.url,
    redisUrl: options.external.redisUrl,
    wallets: chain.wallets,
  };
  writeFileSync(infoPath, JSON.stringify(info, null, 2), { mode: 0o600 });
  closers.push(async () => rmSync(infoPath, { force: true }));
  return { info, infoPath, db: database.db, keys, cluster: cluster.local, programs };
}
