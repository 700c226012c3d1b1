import { asc, eq } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { operatorKeys } from "../../schema/operatorKeys.ts";

/** Keys that this one has replaced: what they had signed is seen through by its worker. Lower-case addresses. */
export async function predecessorsOf(db: Executor, operator: string): Promise<string[]> {
  const rows = await db
    .select({ operator: operatorKeys.operator })
    .from(operatorKeys)
    .where(eq(operatorKeys.successor, operator))
    .orderBy(asc(operatorKeys.operator));
  return rows.map((row) => row.operator);
}
