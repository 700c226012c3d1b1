import { Refusal } from "../refusal.ts";
import type { ExtensionFault } from "./extension.ts";

const sentenceOf = {
  not_running: "Only a running rental can be extended.",
  too_late: "An extension must be signed at least two minutes before the rental expires.",
  not_longer: "The new term must be longer than the present one.",
  too_long: "The new term is longer than a rental may last.",
} as const satisfies Record<ExtensionFault, string>;

/** `invalid_request` for a term that no rental could have, `conflict` for what the rental's state forbids. */
export function extensionRefusal(fault: ExtensionFault): Refusal {
  const isBadTerm = fault === "not_longer" || fault === "too_long";
  return new Refusal(isBadTerm ? "invalid_request" : "conflict", sentenceOf[fault]);
}
