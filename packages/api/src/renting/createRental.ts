import { rentalSlug } from "@worldland/core/id";
import { holdFor } from "@worldland/core/pricing";
import { Refusal, type RefusalCode } from "@worldland/core/refusal";
import type { RentalOrder } from "@worldland/core/rental/order";
import { keyLineOf, readSshPublicKey } from "@worldland/core/sshKey";
import type { WorkloadAccess } from "@worldland/core/workload";
import { openRental } from "@worldland/db/commands/openRental";
import { quoteRental } from "@worldland/db/commands/quoteRental";
import { recordSshKeyUse } from "@worldland/db/commands/recordSshKeyUse";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { quoteOfOrder } from "@worldland/db/queries/rentals/quoteOfOrder";
import { orderOf, type QuoteRow } from "@worldland/db/rows/quoteRow";
import type { RentalRow } from "@worldland/db/rows/rentalRow";
import type { Context } from "../context.ts";
import { type Signed, verifySigned } from "../signing/verifySigned.ts";
import { quoteView } from "../views/quoteView.ts";
import { pinImage } from "./pinImage.ts";
import { autoExtensionOf, quoteRequestOf, type Request, resourcesOf } from "./request.ts";
import { accessOf, sealAccess } from "./sealAccess.ts";
import { orderTypedData, readOrder } from "./vaultMessages.ts";

/** Offers that a click without an order tries one after the other, when somebody else is quicker. */
const TRIES = 5;

type Deps = Pick<Context, "db" | "config" | "heldKey">;
/** A request on its way to becoming a rental. */
type Click = {
  readonly deps: Deps;
  readonly customer: string;
  readonly request: Request;
  /** `repository@sha256:…` */
  readonly imageDigest: string;
};

/**
 * Rents what was asked for: by the order that comes with the request, or from the budget granted to the platform's
 * key. Refuses as `openRental` does, and `invalid_signature`; `order_required` and `price_changed` carry the quote to
 * sign instead as `quote`.
 */
export async function createRental(deps: Deps, customer: string, request: Request): Promise<RentalRow> {
  const click: Click = { deps, customer, request, imageDigest: await pinImage(deps, request.image) };
  const { order, signature } = request;
  const rental = await (order === undefined || signature === undefined
    ? rentFromBudget(click)
    : rentByOrder(click, readOrder(order), signature));
  await recordSshKeyUse(deps.db, { wallet: customer, publicKeys: (request.ssh_public_keys ?? []).flatMap(savedLine) });
  return rental;
}

/** A key as it would be saved. */
function savedLine(line: string): string[] {
  const key = readSshPublicKey(line);
  return "fault" in key ? [] : [keyLineOf(key)];
}

async function rentByOrder(click: Click, order: RentalOrder, signature: string): Promise<RentalRow> {
  const { deps, customer, request } = click;
  const quote = await quoteOfOrder(deps.db, { ...resourcesOf(request), customer, order });
  refuseElsewhere(quote, request);
  const signed = await verifySigned(deps, customer, orderTypedData(deps.config, order), signature);
  try {
    return await open(click, quote, await accessOf(request), signed);
  } catch (error) {
    if (isRefusal(error, "order_required")) throw withQuote(error, deps, quote);
    throw isRefusal(error, "price_changed") ? withQuote(error, deps, await newQuote(click)) : error;
  }
}

/** The quote decides whose GPUs these are: a request that names others is not the one that was quoted. */
function refuseElsewhere(quote: QuoteRow, { offer_id: offerId, provider_id: provider }: Request): void {
  const isSame = (offerId ?? quote.offerId) === quote.offerId && (provider ?? quote.provider) === quote.provider;
  if (!isSame) throw new Refusal("invalid_request", "The order was quoted for another offer or provider.");
}

async function rentFromBudget(click: Click): Promise<RentalRow> {
  const { deps, request } = click;
  let access: WorkloadAccess | null = null;
  for (let attempt = 1; ; attempt++) {
    const quote = await newQuote(click);
    if (!(await isInBudget(deps, quote))) throw withQuote(new Refusal("order_required"), deps, quote);
    access ??= await accessOf(request);
    try {
      return await open(click, quote, access, { signature: null, sessionKey: deps.config.delegate });
    } catch (error) {
      if (isRefusal(error, "order_required")) throw withQuote(error, deps, quote);
      // Somebody was quicker, or the price moved: the next cheapest, as long as there is one.
      const isGone = isRefusal(error, "no_capacity") || isRefusal(error, "price_changed");
      if (!isGone || attempt === TRIES) throw error;
    }
  }
}

async function isInBudget({ db, config }: Deps, quote: QuoteRow): Promise<boolean> {
  const budget = await budgetOf(db, quote.customer, config.delegate);
  const hold = holdFor(quote.ratePerSecond, quote.maxSeconds);
  return budget !== null && budget.left >= hold && budget.expiresAt >= quote.deadline;
}

async function open(
  { deps, customer, request, imageDigest }: Click,
  quote: QuoteRow,
  access: WorkloadAccess,
  signed: Signed | { readonly signature: null; readonly sessionKey: string },
): Promise<RentalRow> {
  const { rentalId } = quote;
  const { auto_extension: wanted } = request;
  return openRental(deps.db, {
    ...resourcesOf(request),
    ...signed,
    customer,
    order: orderOf(quote),
    name: request.job_name ?? `job-${rentalSlug(rentalId).slice(-6)}`,
    image: request.image,
    imageDigest,
    sealed: await sealAccess(deps.config, access, rentalId),
    freeEndsPerHour: deps.config.freeEndsPerHour,
    autoExtension: wanted === undefined ? null : { ...autoExtensionOf(wanted), sessionKey: deps.config.delegate },
    requestId: deps.heldKey?.requestId ?? null,
  });
}

async function newQuote({ deps, customer, request }: Click): Promise<QuoteRow> {
  return (await quoteRental(deps.db, { customer, request: quoteRequestOf(request) })).quote;
}

function isRefusal(error: unknown, code: RefusalCode): error is Refusal {
  return error instanceof Refusal && error.code === code;
}

function withQuote({ code, message, suggestion }: Refusal, { config }: Deps, quote: QuoteRow): Refusal {
  return new Refusal(code, message, { suggestion, extra: { quote: quoteView(config, quote) } });
}
