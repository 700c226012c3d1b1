import { parseJobId } from "@worldland/core/id";
import { Refusal } from "@worldland/core/refusal";

/** The thing, or `not_found`: what is another's and what does not exist look the same. */
export function found<T>(thing: T | null): T {
  if (thing === null) throw new Refusal("not_found");
  return thing;
}

/** The rental of a job id. A malformed id names no rental, as an unknown one does. */
export function rentalIdOf(jobId: string): bigint {
  return found(parseJobId(jobId));
}
