import { count, desc, isNull, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { ledgerAccounts } from "../../schema/ledgerAccounts.ts";
import { ledgerAudits as audits } from "../../schema/ledgerAudits.ts";
import type { ledgerDifferences } from "../../schema/ledgerDifferences.ts";

export type LedgerAuditRow = typeof audits.$inferSelect;

/** A difference as last found; found again and again by an amount that did not change, it is one. */
export type FoundDifference = Omit<typeof ledgerDifferences.$inferSelect, "auditId"> & {
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly blockNumber: bigint;
  /** The newest run found it still. */
  readonly isOpen: boolean;
};

export type LedgerAudits = {
  /** The newest runs, newest first. */
  readonly runs: readonly LedgerAuditRow[];
  /** Newest first, those that are gone included. */
  readonly differences: readonly FoundDifference[];
  /** How many accounts the ledger has, the world's included. */
  readonly accounts: number;
  /** When a round through all accounts last came to its end; null: never yet. */
  readonly roundAt: Date | null;
};

/** What the monitor found: its last `limit` runs, and as many differences. */
export async function ledgerAudits(db: Executor, limit: number): Promise<LedgerAudits> {
  const runs = await db.select().from(audits).orderBy(desc(audits.id)).limit(limit);
  const [size] = await db.select({ accounts: count() }).from(ledgerAccounts);
  const [round] = await db
    .select({ at: audits.at })
    .from(audits)
    .where(isNull(audits.reached))
    .orderBy(desc(audits.id))
    .limit(1);
  return {
    runs,
    differences: await foundDifferences(db, limit),
    accounts: size?.accounts ?? 0,
    roundAt: round?.at ?? null,
  };
}

type Found = {
  account: string;
  ledger: string;
  vault: string;
  unexplained: string;
  entries: FoundDifference["entries"];
  first_at: string;
  last_at: string;
  block_number: string;
  is_open: boolean;
};

async function foundDifferences(db: Executor, limit: number): Promise<FoundDifference[]> {
  const { rows } = await db.execute<Found>(sql`
    select distinct on (last_id, d.account) d.account, d.ledger::text as ledger, d.vault::text as vault,
           d.unexplained::text as unexplained, d.entries, spell.first_at, spell.last_at,
           a.block_number::text as block_number, a.id = (select max(id) from ledger_audits) as is_open
      from (select account, ledger - vault as amount, max(audit_id) as last_id,
                   min(run.at)::text as first_at, max(run.at)::text as last_at
              from ledger_differences join ledger_audits run on run.id = audit_id
             group by account, ledger - vault order by max(audit_id) desc limit ${limit}) as spell
      join ledger_differences d on d.audit_id = spell.last_id and d.account = spell.account
      join ledger_audits a on a.id = spell.last_id
     order by last_id desc, d.account`);
  return rows.map(({ first_at, last_at, block_number, is_open: isOpen, ledger, vault, unexplained, ...rest }) => ({
    ...rest,
    isOpen,
    ledger: BigInt(ledger),
    vault: BigInt(vault),
    unexplained: BigInt(unexplained),
    firstAt: new Date(first_at),
    lastAt: new Date(last_at),
    blockNumber: BigInt(block_number),
  }));
}
