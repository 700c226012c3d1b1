import { eq } from "drizzle-orm";
import type { Executor } from "../database.ts";
import type { QuoteRow } from "../rows/quoteRow.ts";
import { quotes } from "../schema/quotes.ts";
import { type PresentedOrder, refuseUnfitOrder } from "./refuseUnfitOrder.ts";

/** Uses up the quote that an order names; its row's lock makes the second of two parallel uses see the first. */
export async function takeQuote(tx: Executor, asked: PresentedOrder, now: Date): Promise<QuoteRow> {
  const [found] = await tx.select().from(quotes).where(eq(quotes.rentalId, asked.order.rentalId)).for("update");
  const quote = refuseUnfitOrder(found, asked, now);
  await tx.update(quotes).set({ usedAt: now }).where(eq(quotes.rentalId, quote.rentalId));
  return quote;
}
