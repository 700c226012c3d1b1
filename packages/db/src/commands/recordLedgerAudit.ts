import { readClock } from "../clock.ts";
import type { Database } from "../database.ts";
import { ledgerAudits } from "../schema/ledgerAudits.ts";
import { ledgerDifferences } from "../schema/ledgerDifferences.ts";

/** One run of the monitor, to be kept. */
export type LedgerAudit = {
  readonly blockNumber: bigint;
  readonly blockHash: string;
  /** How many accounts were compared. */
  readonly accounts: number;
  /** Where the round has come to; null: it is complete. */
  readonly reached: string | null;
  readonly differences: readonly LedgerDifference[];
};

export type LedgerDifference = Omit<typeof ledgerDifferences.$inferSelect, "auditId">;

/** Writes a run of the monitor down with every difference it found. */
export async function recordLedgerAudit(db: Database, audit: LedgerAudit): Promise<void> {
  const { differences, ...run } = audit;
  await db.transaction(async (tx) => {
    const at = await readClock(tx);
    const [written] = await tx
      .insert(ledgerAudits)
      .values({ ...run, at, differences: differences.length })
      .returning({ id: ledgerAudits.id });
    if (written === undefined || differences.length === 0) return;
    await tx.insert(ledgerDifferences).values(differences.map((one) => ({ ...one, auditId: written.id })));
  });
}
