import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { chainState } from "../schema/chainState.ts";

/** Which chain and vault this database mirrors. Addresses in lower case. */
export type VaultIdentity = {
  readonly chainId: number;
  readonly vault: string;
  readonly token: string;
  readonly confirmations: number;
  /** Block of the vault's deployment: nothing earlier is worth a scan. */
  readonly startBlock: bigint;
};

const NO_ADDRESS = "0x0000000000000000000000000000000000000000";

/**
 * Ties a database to one vault, once. Calling again with the same vault changes nothing but the depth; with another
 * it throws, because a ledger that mirrors two vaults mirrors none.
 */
export async function adoptVault(db: Database, identity: VaultIdentity): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`update app.clock set chain_id = ${identity.chainId}`);
    const [known] = await tx.select().from(chainState).for("update");
    if (known === undefined) {
      await tx.insert(chainState).values({
        chainId: identity.chainId,
        vault: identity.vault,
        token: identity.token,
        confirmations: identity.confirmations,
        // Both are told by the constructor's events, which the scan mirrors first.
        feeBps: 0,
        feeRecipient: NO_ADDRESS,
        startBlock: identity.startBlock,
        scannedNumber: identity.startBlock - 1n,
      });
      return;
    }
    if (known.chainId !== identity.chainId || known.vault !== identity.vault) {
      throw new Error(
        `This database mirrors vault ${known.vault} on chain ${known.chainId}, not ${identity.vault} on ${identity.chainId}. Use another database, or begin anew.`,
      );
    }
    await tx.update(chainState).set({ confirmations: identity.confirmations });
  });
}
