import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { AUTO_EXTENSION_MINUTES, AUTO_EXTENSION_STOPS } from "../rental/autoExtension.ts";
import { hash, instant, wei } from "./fields.ts";

/** How a rental is to extend itself from the budget when its end is near. */
const autoExtensionTerms = {
  hours: z
    .number()
    .int()
    .min(LIMITS.durationHours.min)
    .max(LIMITS.durationHours.max)
    .describe("Hours that each extension adds."),
  minutes_before: z
    .number()
    .int()
    .min(AUTO_EXTENSION_MINUTES.min)
    .max(AUTO_EXTENSION_MINUTES.max)
    .default(20)
    .describe("It is asked for when so many minutes are left."),
  until: instant
    .nullish()
    .describe("No term that ends later is asked for; left out or null: as long as the budget lasts."),
};
/** The same, asked for with the rental. */
export const autoExtensionRequest = z.strictObject(autoExtensionTerms);
/** Keep a rental running. */
export const keepRunningInput = z.strictObject({ id: z.string().min(1).max(200), ...autoExtensionTerms });

export const autoExtensionView = z.object({
  job_id: z.string(),
  hours: z.number().int(),
  minutes_before: z.number().int(),
  until: instant.nullable(),
  /** Why it is not extended any more; null while nothing stands in the way. */
  stopped: z.enum(AUTO_EXTENSION_STOPS).nullable(),
  /** The same as a sentence. */
  stopped_message: z.string().nullable(),
});
export type AutoExtensionView = z.infer<typeof autoExtensionView>;
export const autoExtensionsOutput = z.object({ auto_extensions: z.array(autoExtensionView) });

/**
 * signing: the session key has yet to sign. waiting: the next block is awaited. sent: in a transaction. seen: in a
 * block, the term has moved. final: at depth. refused: by the vault. lapsed: not mined in time. cancelled: the rental
 * ended first. Of the last three the old term stands.
 */
export const EXTENSION_STATES = [
  "signing",
  "waiting",
  "sent",
  "seen",
  "final",
  "refused",
  "lapsed",
  "cancelled",
] as const;
export type ExtensionState = (typeof EXTENSION_STATES)[number];

export const extensionProgressView = z.object({
  /** The new total. */
  duration_hours: z.number().int(),
  /** What it sets aside. */
  hold_wei: wei,
  /** When the rental ends with it. */
  ends_at: instant.nullable(),
  asked_at: instant,
  paid_from: z.enum(["wallet", "budget"]),
  state: z.enum(EXTENSION_STATES),
  /** The vault's word where it refused; null otherwise. */
  reason: z.string().nullable(),
  /** Its transaction; null before it is sent. */
  hash: hash.nullable(),
  block: z.number().int().nullable(),
});
export type ExtensionProgressView = z.infer<typeof extensionProgressView>;

export const extensionOutput = z.object({
  /** The newest extension that was asked for; null: none was. */
  extension: extensionProgressView.nullable(),
  auto_extension: autoExtensionView.nullable(),
});
