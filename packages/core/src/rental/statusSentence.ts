import { troubleSentenceOf } from "./eventSentence.ts";
import { sentenceOf } from "./reason.ts";
import { type Rental, statusOf } from "./rental.ts";

/** What a rental waits for, or why it ended; null while it runs and nothing is the matter. */
export function statusSentence(rental: Rental): string | null {
  if (rental.endReason !== null) return sentenceOf[rental.endReason];
  if (rental.nodeLostAt !== null) return "The provider's node does not answer; it is waited for.";
  switch (statusOf(rental)) {
    case "requested":
      return "Waiting for its turn to be set up.";
    case "provisioning":
      return rental.trouble === null
        ? "The container is starting; waiting until SSH answers."
        : `${troubleSentenceOf[rental.trouble]} Waiting until SSH answers.`;
    default:
      if (rental.meter?.badSince != null) return "SSH does not answer. This time is not charged once it is a pause.";
      return rental.vault.state === "unopened" ? "Running; the order waits for its block." : null;
  }
}
