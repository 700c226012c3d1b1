import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";

const FIRST_BACKOFF_S = 1;
const LONGEST_BACKOFF_S = 60;

/**
 * The worker could not finish with a rental: look again later. With `faulted` the wait doubles from fault to fault;
 * without, it is `afterS` (one second unless said). Never later than what the row already waits for.
 */
export async function postponeRental(
  db: Database,
  input: { rentalId: bigint; faulted: boolean; afterS?: number },
): Promise<void> {
  const wait = input.faulted
    ? sql`least(${LONGEST_BACKOFF_S}, ${FIRST_BACKOFF_S} * power(2, least(faults, 10)))`
    : sql`${input.afterS ?? FIRST_BACKOFF_S}::double precision`;
  await db.execute(sql`
    update rentals
       set faults = ${input.faulted ? sql`faults + 1` : sql`0`},
           attention_at = least(attention_at, app.now() + make_interval(secs => (${wait})::double precision))
     where id = ${input.rentalId} and gone_at is null`);
}
