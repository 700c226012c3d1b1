import { z } from "zod";
import { instant } from "./fields.ts";

/** For operators: what sweeps found in a cluster that did not match the rows, and set right. */
export const correctionsOutput = z.object({
  /** How often, ever. In health it stays where it is. */
  total: z.number().int(),
  /** When a worker last compared all of a cluster with the rows; null: not yet. */
  swept_at: instant.nullable(),
  /** Newest first. */
  newest: z.array(
    z.object({
      cluster: z.string(),
      job_id: z.string(),
      /** stray: left of a rental that is over. missing: it had no pod. incomplete: it lacked what it should never lack. */
      kind: z.enum(["stray", "missing", "incomplete"]),
      /** What there was (stray), or was not. */
      parts: z.array(z.string()),
      times: z.number().int(),
      first_at: instant,
      last_at: instant,
    }),
  ),
});
export type CorrectionsView = z.infer<typeof correctionsOutput>;
