const DAY_MS = 24 * 3600 * 1000;

/** When a key may end, as it is offered; `date`: on a day that is typed. */
export const TERMS = [
  { id: "30", title: "In 30 days" },
  { id: "90", title: "In 90 days" },
  { id: "365", title: "In a year" },
  { id: "date", title: "On a date …" },
  { id: "never", title: "Never" },
] as const;

export type Term = (typeof TERMS)[number]["id"];

/**
 * The instant that a choice means: null never, undefined not (yet) an instant to come. `now`: ms since 1970. A date,
 * `2026-12-31`, lasts to the end of that day in UTC.
 */
export function expiryOf(term: Term, date: string, now: number | null): Date | null | undefined {
  if (term === "never") return null;
  if (now === null) return undefined;
  if (term !== "date") return new Date(now + Number(term) * DAY_MS);
  const end = new Date(`${date}T23:59:59Z`);
  return Number.isNaN(end.getTime()) || end.getTime() <= now ? undefined : end;
}

/** The day of an instant in UTC, as a date field takes it. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
