import { jobIdOf } from "@worldland/core/id";
import { stopSentenceOf } from "@worldland/core/rental/autoExtension";
import { expiresAtOf } from "@worldland/core/rental/rental";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { AutoExtensionView, ExtensionProgressView, ExtensionState } from "@worldland/core/wire/extension";
import type { OwnAutoExtension } from "@worldland/db/queries/rentals/autoExtensionOf";
import type { NewestExtension } from "@worldland/db/queries/rentals/newestExtension";
import { isoOf } from "./jobView.ts";

const SECONDS_PER_MINUTE = 60;

/** What is set for a rental that is to keep running. */
export function autoExtensionView({ rentalId, hours, leadS, until, stopped }: OwnAutoExtension): AutoExtensionView {
  return {
    job_id: jobIdOf(rentalId),
    hours,
    minutes_before: leadS / SECONDS_PER_MINUTE,
    until: isoOf(until),
    stopped,
    stopped_message: stopped === null ? null : stopSentenceOf[stopped],
  };
}

/** How far an extension is, and what it brings. */
export function extensionProgressView(read: NewestExtension, startedAt: Date | null): ExtensionProgressView {
  const { reservation, intent, sentHash, mined } = read;
  const { maxSeconds: durationS, amount, createdAt, sessionKey } = reservation;
  const state = stateOf(read);
  return {
    duration_hours: durationS / SECONDS_PER_HOUR,
    hold_wei: `${amount}`,
    ends_at: isoOf(expiresAtOf({ startedAt, durationS })),
    asked_at: createdAt.toISOString(),
    paid_from: sessionKey === null ? "wallet" : "budget",
    state,
    reason: state === "refused" ? (intent?.refusal ?? null) : null,
    hash: mined?.hash ?? sentHash,
    block: mined === null ? null : Number(mined.block),
  };
}

function stateOf({ reservation: { outcome, signature }, intent, mined }: NewestExtension): ExtensionState {
  switch (outcome) {
    case "mirrored":
      return mined?.isFinal === true ? "final" : "seen";
    case "expired":
      return "lapsed";
    case "refused":
    case "cancelled":
      return outcome;
    default:
      if (signature === null) return "signing";
      return intent?.state === "sent" ? "sent" : "waiting";
  }
}
