import { eq, sql } from "drizzle-orm";
import type { Executor } from "../../database.ts";
import type { QuoteRow } from "../../rows/quoteRow.ts";
import { quotes } from "../../schema/quotes.ts";
import { type PresentedOrder, refuseUnfitOrder } from "../../steps/refuseUnfitOrder.ts";

const BIGINT_MAX = 2n ** 63n - 1n;

/**
 * The quote that an order names, judged as the click will judge it again under its lock: so that what is wrong with an
 * order is told before anybody looks at its signature. Refuses `invalid_request` and `order_used`.
 */
export async function quoteOfOrder(db: Executor, asked: PresentedOrder): Promise<QuoteRow> {
  const { rentalId } = asked.order;
  const [found] =
    rentalId > BIGINT_MAX
      ? []
      : await db
          .select({ quote: quotes, now: sql<Date>`app.now()`.mapWith(quotes.createdAt) })
          .from(quotes)
          .where(eq(quotes.rentalId, rentalId));
  return refuseUnfitOrder(found?.quote, asked, found?.now ?? new Date(0));
}
