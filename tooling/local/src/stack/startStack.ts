import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalCluster } from "@worldland/cluster/localCluster";
import { adoptVault } from "@worldland/db/commands/adoptVault";
import type { Database } from "@worldland/db/database";
import { expectFree, freePort } from "@worldland/testing/ports";
import { awaitReady } from "./awaitReady.ts";
import { buildWeb } from "./buildWeb.ts";
import { type Closers, closeAll } from "./closers.ts";
import { loadKeys, type StackKeys } from "./keys.ts";
import { type LocalAnvil, startLocalAnvil } from "./localChain.ts";
import type { StackOptions } from "./options.ts";
import { programsOf } from "./programEnv.ts";
import { type Program, type RunningProgram, runProgram } from "./programs.ts";
import { seedAfterNodes, seedBeforeNodes } from "./seedNetwork.ts";
import { externalStackChain, localStackChain, type StackChain } from "./stackChain.ts";
import { type StackCluster, startStackCluster } from "./stackCluster.ts";
import { openStackDatabase, type StackDatabase } from "./stackDatabase.ts";
import type { StackInfo } from "./stackInfo.ts";
import { openStateFolder } from "./stateFolder.ts";

export type Stack = {
  readonly info: StackInfo;
  readonly infoPath: string;
  /** For the clock and for looks that the API does not offer: tests and the demo only. */
  readonly db: Database;
  readonly keys: StackKeys;
  /** The embedded cluster; null where a real one is used. */
  readonly cluster: LocalCluster | null;
  readonly programs: { readonly worker: RunningProgram; readonly signer: RunningProgram; readonly web: RunningProgram };
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
  const { say, stateDir } = options;
  const port = options.port > 0 ? options.port : await freePort();
  const { processes, infoPath } = await openStateFolder(options, closers);
  await expectFree(port).catch((cause: unknown) => {
    throw new Error(`Port ${port} is taken by another program. Choose another with --port.`, { cause });
  });
  const keys = loadKeys(stateDir);
  const building = options.pages === "built" ? buildWeb(say) : Promise.resolve();
  building.catch(() => undefined); // told when it is waited for

  say("  database, chain, cluster …");
  const { database, chain, cluster } = await startParts(options, keys, processes.add, closers);

  await building;
  say("  worker, signer, web …");
  const web = `http://127.0.0.1:${port}`;
  const programs = programsOf({ options, keys, databaseUrl: database.url, chain, cluster, web });
  const run = async (program: Program) => {
    const running = await runProgram(program, join(stateDir, "logs"), processes.add);
    closers.push(() => running.stop());
    return running;
  };
  const [worker, signer, webProgram] = await Promise.all([
    run(programs.worker),
    run(programs.signer),
    run(programs.web),
  ]);
  const running = { worker, signer, web: webProgram };
  const seeding = cluster.local === null ? Promise.resolve() : seedAfterNodes(database.db, chain.providerAt);
  seeding.catch(() => undefined); // told when it is waited for
  await awaitReady(web, running, say);
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
  return { info, infoPath, db: database.db, keys, cluster: cluster.local, programs: running };
}

type Parts = { readonly database: StackDatabase; readonly chain: StackChain; readonly cluster: StackCluster };

/** Database, chain and cluster side by side; whichever fails, the others are up or down before it is told. */
async function startParts(
  options: StackOptions,
  keys: StackKeys,
  onStart: (pid: number) => void,
  closers: Closers,
): Promise<Parts> {
  const opening = openStackDatabase(options, closers);
  const startingChain = startChain(options, keys, opening, onStart, closers);
  const startingCluster = startingChain.owners.then((providerAt) => startStackCluster(options, providerAt, closers));
  const settled = await Promise.allSettled([opening, startingChain.chain, startingCluster]);
  for (const part of settled) if (part.status === "rejected") throw part.reason;
  const [database, chain, cluster] = await Promise.all([opening, startingChain.chain, startingCluster]);
  const { chainId, token, confirmations, startBlock } = chain;
  const vault = chain.vault.toLowerCase();
  await adoptVault(database.db, { chainId, vault, token: token.toLowerCase(), confirmations, startBlock });
  if (cluster.local !== null) await seedBeforeNodes(database.db, chain.providerAt);
  return { database, chain, cluster };
}

/** `owners` are known before the chain is ready: the cluster need not wait for it. */
function startChain(
  options: StackOptions,
  keys: StackKeys,
  opening: Promise<StackDatabase>,
  onStart: (pid: number) => void,
  closers: Closers,
): { chain: Promise<StackChain>; owners: Promise<StackChain["providerAt"]> } {
  const { chain: external } = options.external;
  if (external !== null) {
    const chain = externalStackChain(external, keys);
    return { chain, owners: chain.then(({ providerAt }) => providerAt) };
  }
  const starting: Promise<LocalAnvil> = startLocalAnvil(options).then((anvil) => {
    onStart(anvil.pid);
    closers.push(() => anvil.close());
    return anvil;
  });
  return {
    chain: Promise.all([starting, opening]).then(([anvil, { db }]) => localStackChain(options, anvil, keys, db)),
    owners: starting.then(
      ({ accounts }) =>
        (index) =>
          accounts[index]?.address.toLowerCase() ?? "",
    ),
  };
}
