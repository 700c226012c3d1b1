import { z } from "zod";

/** What changed for the listener: ids only, so that whoever listens reads the row with his own rights. */
export const liveEvent = z.object({
  kind: z.enum(["rental", "node", "account", "offers"]),
  /** Job id, node name, or the wallet's address; empty for `offers`. */
  id: z.string(),
});
export type LiveEvent = z.infer<typeof liveEvent>;
