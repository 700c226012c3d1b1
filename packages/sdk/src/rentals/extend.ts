import { extensionQuoteView, type JobView } from "@worldland/core/wire/rental";
import { ApiError } from "../apiError.ts";
import type { Api } from "../connect.ts";
import { checkExtension } from "../signing/checkExtension.ts";
import { type Signer, signVaultMessage } from "../signing/signer.ts";
import type { Trust } from "../trust.ts";

/**
 * Lengthens a rental to a new total of hours. Paid from the budget where one covers it; otherwise the extension is
 * checked and signed. The term moves when the vault has it. Without a signer the answer may be `order_required`.
 */
export async function extend(
  api: Api,
  trust: Trust,
  { jobId, durationHours }: { jobId: string; durationHours: number },
  signer: Signer | undefined,
): Promise<JobView> {
  const input = { id: jobId, duration_hours: durationHours };
  try {
    return await api.rentals.extend.mutate(input);
  } catch (error) {
    const isAsking = error instanceof ApiError && error.code === "order_required";
    if (!isAsking || signer === undefined) throw error;
    const quote = extensionQuoteView.parse(error.extra.quote);
    const job = await api.rentals.get.query({ id: jobId });
    const typed = checkExtension(quote, job, durationHours, await trust.vault());
    const signature = await signVaultMessage(signer, typed);
    const { rentalId, maxSeconds, deadline } = typed.message;
    const extension = {
      rentalId: String(rentalId),
      maxSeconds: String(maxSeconds),
      deadline: String(deadline),
    };
    return api.rentals.extend.mutate({ ...input, extension, signature });
  }
}
