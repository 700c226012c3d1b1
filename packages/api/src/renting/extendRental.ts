import { Refusal } from "@worldland/core/refusal";
import { type ExtensionQuote, judgeExtension, quoteExtension } from "@worldland/core/rental/extension";
import { extensionRefusal } from "@worldland/core/rental/extensionRefusal";
import { fromUnixSeconds, SECONDS_PER_HOUR } from "@worldland/core/time";
import type { ExtensionQuoteView, extendInput } from "@worldland/core/wire/rental";
import { extendRental as reserveExtension } from "@worldland/db/commands/extendRental";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import type { OwnRental } from "@worldland/db/queries/rentals/ownRental";
import type { z } from "zod";
import type { ApiConfig } from "../config.ts";
import type { ApiDeps } from "../context.ts";
import { verifySigned } from "../signing/verifySigned.ts";
import { typedDataView } from "../views/typedDataView.ts";
import { extendTypedData, readExtension } from "./vaultMessages.ts";

type Deps = Pick<ApiDeps, "db" | "config">;

/**
 * Lengthens an own rental to a new total: by the extension that comes with the request, or from the budget where it
 * covers the price and no other key pays already. Refuses `invalid_request`, `conflict`, `invalid_signature`,
 * `insufficient_balance`, and `order_required` with the extension to sign as `quote`.
 */
export async function extendRental(deps: Deps, own: OwnRental, input: z.infer<typeof extendInput>): Promise<void> {
  const { row, now } = own;
  const { id: rentalId, customer } = row;
  const maxSeconds = input.duration_hours * SECONDS_PER_HOUR;
  if (input.extension !== undefined && input.signature !== undefined) {
    const extension = readExtension(input.extension);
    if (extension.rentalId !== rentalId || extension.maxSeconds !== maxSeconds) {
      throw new Refusal("invalid_request", "The extension is for another rental or another term than asked for.");
    }
    const judged = judgeExtension(row, extension, now);
    if (typeof judged === "string") throw extensionRefusal(judged);
    const signed = await verifySigned(deps, customer, extendTypedData(deps.config, extension), input.signature);
    return reserve(deps, own, maxSeconds, { extension, ...signed });
  }
  const quote = quoteExtension(row, maxSeconds, now);
  if (typeof quote === "string") throw extensionRefusal(quote);
  if (!(await isInBudget(deps, own, quote))) throw orderRequired(deps.config, quote);
  const sessionKey = deps.config.delegate;
  return reserve(deps, own, maxSeconds, { extension: quote.extension, signature: null, sessionKey });
}

/** What lengthening an own rental to a new total costs, ready to sign. Refuses `invalid_request` and `conflict`. */
export function extensionToSign(config: ApiConfig, { row, now }: OwnRental, durationHours: number): ExtensionQuoteView {
  const quote = quoteExtension(row, durationHours * SECONDS_PER_HOUR, now);
  if (typeof quote === "string") throw extensionRefusal(quote);
  return viewOf(config, quote);
}

async function reserve(
  deps: Deps,
  { row, now }: OwnRental,
  maxSeconds: number,
  order: Omit<Parameters<typeof reserveExtension>[1], "rentalId" | "customer">,
): Promise<void> {
  try {
    await reserveExtension(deps.db, { rentalId: row.id, customer: row.customer, ...order });
  } catch (error) {
    const isAsking = error instanceof Refusal && error.code === "order_required";
    const quote = isAsking ? quoteExtension(row, maxSeconds, now) : null;
    throw quote === null || typeof quote === "string" ? error : orderRequired(deps.config, quote);
  }
}

/** The vault lets only one key pay for a rental. */
async function isInBudget(
  { db, config }: Deps,
  { row }: OwnRental,
  { extension, amount }: ExtensionQuote,
): Promise<boolean> {
  if (row.sessionKey !== null && row.sessionKey !== config.delegate) return false;
  const budget = await budgetOf(db, row.customer, config.delegate);
  return budget !== null && budget.left >= amount && budget.expiresAt >= fromUnixSeconds(extension.deadline);
}

function viewOf(config: ApiConfig, { extension, amount }: ExtensionQuote): ExtensionQuoteView {
  const typed = typedDataView(extendTypedData(config, extension));
  return { extension: typed.message, typed_data: typed, hold_wei: amount.toString() };
}

function orderRequired(config: ApiConfig, quote: ExtensionQuote): Refusal {
  return new Refusal("order_required", "This extension must be signed for.", {
    suggestion: "Sign quote.typed_data and repeat the request with extension and signature.",
    extra: { quote: viewOf(config, quote) },
  });
}
