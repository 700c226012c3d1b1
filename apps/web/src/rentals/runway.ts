import { type RunwayWarningS, runwayWarning } from "@worldland/core/rental/runway";
import type { AutoExtensionView } from "@worldland/core/wire/extension";
import type { JobView } from "@worldland/core/wire/rental";

/** The last warning is told even where a rental should extend itself: by then it should have. */
const LAST_S = 300;

export type Runway = { readonly leftS: number; readonly warningS: RunwayWarningS };

/** How little is left of a running rental that was warned of; null while there is no need to say so. */
export function runwayOf(job: JobView, keeping: readonly AutoExtensionView[], nowMs: number): Runway | null {
  const { job_id, status, started_at, expires_at } = job;
  if (status !== "running" || started_at === null || expires_at === null) return null;
  const leftS = (Date.parse(expires_at) - nowMs) / 1000;
  const termS = (Date.parse(expires_at) - Date.parse(started_at)) / 1000;
  const warningS = runwayWarning(termS, leftS);
  if (warningS === null) return null;
  const extendsItself = keeping.some((one) => one.job_id === job_id && one.stopped === null);
  return extendsItself && warningS > LAST_S ? null : { leftS, warningS };
}

/** Names a warning, so that it is dismissed once and told anew after an extension. */
export function warningId({ job_id, expires_at }: JobView, { warningS }: Runway): string {
  return `${job_id} ${expires_at} ${warningS}`;
}
