import { eventSentence } from "@worldland/core/rental/eventSentence";
import type { rentalEventView as schema } from "@worldland/core/wire/rental";
import type { HistoryRow } from "@worldland/db/queries/rentals/rentalHistory";
import type { z } from "zod";

/** A line of history with its sentence. */
export function rentalEventView({ at, kind, reason, detail, who }: HistoryRow): z.infer<typeof schema> {
  return { at: at.toISOString(), kind, reason, message: eventSentence({ kind, reason, detail }), who };
}
