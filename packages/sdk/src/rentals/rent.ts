import { jobIdOf } from "@worldland/core/id";
import type { JobView, QuoteView } from "@worldland/core/wire/rental";
import { ApiError } from "../apiError.ts";
import type { Api } from "../connect.ts";
import { checkOrder } from "../signing/checkOrder.ts";
import { type Signer, signVaultMessage } from "../signing/signer.ts";
import type { Trust } from "../trust.ts";

/** A create-job request: what to rent, how to get in. See the REST reference for each field. */
export type RentRequest = Omit<Parameters<Api["rentals"]["create"]["mutate"]>[0], "order" | "signature">;

export type RentOptions = {
  /** Asked with the exact price before anything is signed; false gives up. */
  readonly confirm?: (quote: QuoteView) => boolean | Promise<boolean>;
};

/** The caller looked at the quote and said no. Nothing was signed. */
export class QuoteDeclined extends Error {
  override readonly name = "QuoteDeclined";
}

/**
 * Rents: gets a quote, checks that its order says what was asked for, signs it and sends it. Sent twice if the first
 * answer is lost; an order opens one rental and never two.
 */
export async function rentSigned(
  api: Api,
  trust: Trust,
  request: RentRequest,
  signer: Signer,
  { confirm }: RentOptions,
): Promise<JobView> {
  const quote = await api.rentals.quote.mutate(request);
  const typed = checkOrder(quote, request, signer.address, await trust.vault());
  if (confirm !== undefined && !(await confirm(quote))) throw new QuoteDeclined("The quote was declined.");
  const signature = await signVaultMessage(signer, typed);
  const { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline } = typed.message;
  const order = {
    rentalId: String(rentalId),
    customer,
    provider,
    ratePerSecond: String(ratePerSecond),
    maxSeconds: String(maxSeconds),
    deadline: String(deadline),
  };
  const send = () => api.rentals.create.mutate({ ...request, order, signature });
  try {
    return await send();
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
  try {
    return await send();
  } catch (error) {
    // The first one did arrive.
    if (error instanceof ApiError && error.code === "order_used")
      return api.rentals.get.query({ id: jobIdOf(rentalId) });
    throw error;
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof ApiError && error.code === "unreachable";
}
