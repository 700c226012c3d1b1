import { z } from "zod";

/** What changed for the listener: ids only, so that whoever listens reads the row with his own rights. */
export const liveEvent = z.object({
  kind: z.enum(["rental", "node", "account", "offers"]),
  /** Job id, node name, or the wallet's address; empty for `offers`, and where any of the kind may have changed. */
  id: z.string(),
});
export type LiveEvent = z.infer<typeof liveEvent>;

/** `lastEventId`: the id of the last event heard; what came after it is told first, as far as it is known. */
export const liveInput = z.strictObject({ lastEventId: z.string().max(100).nullish() }).optional();
