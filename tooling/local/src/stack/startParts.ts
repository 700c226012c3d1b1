import { adoptVault } from "@worldland/db/commands/adoptVault";
import type { Closers } from "./closers.ts";
import type { StackKeys } from "./keys.ts";
import { type LocalAnvil, startLocalAnvil } from "./localChain.ts";
import type { StackOptions } from "./options.ts";
import { seedBeforeNodes } from "./seedNetwork.ts";
import { externalStackChain, localStackChain, type StackChain } from "./stackChain.ts";
import { type StackCluster, startStackCluster } from "./stackCluster.ts";
import { openStackDatabase, type StackDatabase } from "./stackDatabase.ts";

export type Parts = { readonly database: StackDatabase; readonly chain: StackChain; readonly cluster: StackCluster };

/** Database, chain and cluster side by side; whichever fails, the others are up or down before it is told. */
export async function startParts(
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
