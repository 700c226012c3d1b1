import type { VaultTypedData } from "@worldland/contracts/typedData";
import { SECONDS_PER_HOUR } from "@worldland/core/time";
import type { ExtensionQuoteView, JobView } from "@worldland/core/wire/rental";
import { readVaultMessage, type TrustedVault } from "./checkVaultMessage.ts";
import { expectParts } from "./unfit.ts";

/** The extension to sign, once it is this rental's and of the term asked for. Throws `UnfitMessage`. */
export function checkExtension(
  quote: ExtensionQuoteView,
  job: Pick<JobView, "rental_id">,
  durationHours: number,
  trusted: TrustedVault,
): Extract<VaultTypedData, { primaryType: "Extension" }> {
  const typed = readVaultMessage(quote.typed_data, "Extension", trusted);
  const { rentalId, maxSeconds, deadline } = typed.message;
  expectParts({
    "message.rentalId": [rentalId, job.rental_id],
    "message.maxSeconds": [maxSeconds, durationHours * SECONDS_PER_HOUR],
    "extension.rentalId": [quote.extension.rentalId, rentalId],
    "extension.maxSeconds": [quote.extension.maxSeconds, maxSeconds],
    "extension.deadline": [quote.extension.deadline, deadline],
  });
  return typed;
}
