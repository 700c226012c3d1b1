import { and, asc, isNotNull, isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { operatorKeys } from "../../schema/operatorKeys.ts";

/** Operator keys that a worker has looked at and no other has replaced. */
export function activeKeys(db: Executor): Promise<(typeof operatorKeys.$inferSelect)[]> {
  return db
    .select()
    .from(operatorKeys)
    .where(and(isNull(operatorKeys.successor), isNotNull(operatorKeys.seenAt)))
    .orderBy(asc(operatorKeys.operator));
}
