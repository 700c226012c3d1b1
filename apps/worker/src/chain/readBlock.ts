import { readVaultLogs } from "@worldland/contracts/events";
import { readGrantNonce, readSessionKey } from "@worldland/contracts/vault";
import { fromUnixSeconds } from "@worldland/core/time";
import type { VaultEvent } from "@worldland/core/vault/vaultEvent";
import type { SessionKeyState } from "@worldland/db/chain/writeGrants";
import type { ChainBlock, MirrorBlock } from "@worldland/db/commands/mirrorBlock";
import { sessionKeysTouched } from "@worldland/db/queries/chain/sessionKeysTouched";
import type { Address } from "viem";
import type { ReadingDeps } from "../deps.ts";

/** One block of the chain with everything of the vault in it. Throws viem's errors when the RPC does not have it. */
export async function readBlock(deps: ReadingDeps, number: bigint): Promise<MirrorBlock> {
  const block = await readHeader(deps, number);
  // By hash: a reorg in between cannot slip another block's events in.
  const events = await readVaultLogs(deps.chain.reader, deps.chain.vault, { blockHash: block.hash });
  return { block, events, sessionKeys: await readTouchedKeys(deps, events, { blockNumber: number }) };
}

export async function readHeader(
  { chain }: ReadingDeps,
  blockNumber: bigint,
): Promise<ChainBlock & { hash: `0x${string}` }> {
  const { number, hash, parentHash, timestamp } = await chain.reader.getBlock({ blockNumber });
  return { number, hash, parentHash, at: fromUnixSeconds(timestamp) };
}

/** Budgets that the events may have changed, as the vault states them at a block. */
export async function readTouchedKeys(
  { db, chain }: ReadingDeps,
  events: readonly VaultEvent[],
  at: { readonly blockNumber: bigint },
): Promise<SessionKeyState[]> {
  if (events.length === 0) return [];
  const { reader, vault } = chain;
  const touched = await sessionKeysTouched(db, events);
  return Promise.all(
    touched.map(async ({ customer, key }): Promise<SessionKeyState> => {
      const pair = { customer: asAddress(customer), key: asAddress(key) };
      const [state, nonce] = await Promise.all([
        readSessionKey(reader, vault, pair, at),
        readGrantNonce(reader, vault, pair.customer, at),
      ]);
      const { spendLimit: limit, spent, expiresAt } = state;
      return { customer, key, limit, spent, expiresAt, nonce: Number(nonce) };
    }),
  );
}

function asAddress(text: string): Address {
  return `0x${text.slice(2)}`;
}
