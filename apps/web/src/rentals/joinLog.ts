import { type LogsOutput, MOST_LOG_LINES } from "@worldland/core/wire/workload";

/** What was read before and what came since, oldest first; of a long log the newest lines. */
export function joinLog(before: LogsOutput | undefined, now: LogsOutput): LogsOutput {
  const last = before?.lines.at(-1)?.at ?? "";
  const fresh = now.lines.filter(({ at }) => at > last);
  return { ...now, lines: [...(before?.lines ?? []), ...fresh].slice(-MOST_LOG_LINES) };
}
