import { LIMITS } from "@worldland/core/limits";

/** How a rental is to extend itself, as it is filled in. */
export type AutoExtensionDraft = {
  /** Hours more each time; NaN while it is no number. */
  readonly hours: number;
  /** Asked for when so many minutes are left. */
  readonly minutes: number;
  /** `YYYY-MM-DDThh:mm` in UTC; empty: as long as the allowance lasts. */
  readonly until: string;
};

export const FIRST_AUTO_EXTENSION: AutoExtensionDraft = { hours: 1, minutes: 20, until: "" };

/** Whether an extension can be as long as said. */
export function hasTerm({ hours }: AutoExtensionDraft): boolean {
  return Number.isInteger(hours) && hours >= 1 && hours <= LIMITS.durationHours.max;
}

/** As the API takes it. */
export function autoExtensionOf({ hours, minutes, until }: AutoExtensionDraft) {
  return { hours, minutes_before: minutes, until: until === "" ? null : new Date(`${until}Z`).toISOString() };
}
