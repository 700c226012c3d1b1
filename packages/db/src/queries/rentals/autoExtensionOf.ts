import { and, desc, eq, isNull } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import { autoExtensions } from "../../schema/autoExtensions.ts";
import { rentals } from "../../schema/rentals.ts";

/** What is set for a rental that is to keep running. */
export type OwnAutoExtension = Pick<
  typeof autoExtensions.$inferSelect,
  "rentalId" | "hours" | "leadS" | "until" | "stopped"
>;

const { rentalId, hours, leadS, until, stopped } = autoExtensions;
const columns = { rentalId, hours, leadS, until, stopped };

/** Null: it ends with its term. Whose rental it is, the caller has asked. */
export async function autoExtensionOf(db: Executor, id: bigint): Promise<OwnAutoExtension | null> {
  const [found] = await db.select(columns).from(autoExtensions).where(eq(rentalId, id));
  return found ?? null;
}

/** Those of all living rentals of a customer, the newest rental first. */
export function autoExtensionsOf(db: Executor, customer: string): Promise<OwnAutoExtension[]> {
  return db
    .select(columns)
    .from(autoExtensions)
    .innerJoin(rentals, eq(rentals.id, rentalId))
    .where(and(eq(rentals.customer, customer), isNull(rentals.endedAt)))
    .orderBy(desc(rentals.requestedAt), desc(rentals.id));
}
