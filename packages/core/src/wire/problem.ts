import { z } from "zod";

/** RFC 9457 problem document, as every error leaves the REST API. Some codes carry more members, e.g. `quote`. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  suggestion: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type Problem = z.infer<typeof problem>;

/** `GET /ready`: `away` names what does not answer. */
export const readiness = z.object({ parts: z.record(z.string(), z.enum(["ok", "away"])) });
export type Readiness = z.infer<typeof readiness>;
