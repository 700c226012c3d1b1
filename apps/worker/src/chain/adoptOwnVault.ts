import { readSettings } from "@worldland/contracts/vault";
import { adoptVault } from "@worldland/db/commands/adoptVault";
import { type ScannedHead, scannedHead } from "@worldland/db/queries/chain/scannedHead";
import type { ChainDeps } from "../deps.ts";

/**
 * How far the mirror of our vault is; ties a fresh database to it first. Throws when the RPC is another chain's, or the
 * database another vault's: a ledger that mirrors two vaults mirrors none.
 */
export async function adoptOwnVault({ db, chain }: ChainDeps): Promise<ScannedHead> {
  const known = await scannedHead(db);
  if (known !== null && known.chainId === chain.id && known.vault === chain.vault) return known;
  const chainId = await chain.reader.getChainId();
  if (chainId !== chain.id) throw new Error(`RPC_URL leads to chain ${chainId}, CHAIN_ID says ${chain.id}`);
  const { token } = await readSettings(chain.reader, chain.vault);
  const { vault, confirmations, startBlock } = chain;
  await adoptVault(db, { chainId, vault, token: token.toLowerCase(), confirmations, startBlock });
  const adopted = await scannedHead(db);
  if (adopted === null) throw new Error("the vault was adopted and is not there");
  return adopted;
}
