/** How each refusal reaches HTTP. `say` is the default sentence, `suggest` what to do about it. */
export const REFUSALS = {
  invalid_request: { status: 400, say: "The request is not valid.", suggest: "See errors[] for each field." },
  unauthenticated: {
    status: 401,
    say: "Sign in first.",
    suggest: "Send Authorization: Bearer with a session token or API key.",
  },
  invalid_signature: {
    status: 401,
    say: "The signature does not fit.",
    suggest: "Sign typed_data unchanged with the wallet named in it.",
  },
  nonce_used: { status: 401, say: "This challenge was already used.", suggest: "Ask for a new challenge." },
  challenge_expired: {
    status: 401,
    say: "This challenge has expired.",
    suggest: "Ask for a new challenge and sign it within five minutes.",
  },
  order_required: {
    status: 402,
    say: "This rental must be signed for.",
    suggest: "Sign quote.typed_data and repeat the request with order and signature.",
  },
  insufficient_balance: {
    status: 402,
    say: "The balance in the vault does not cover the hold.",
    suggest: "Deposit WL, or choose a shorter duration.",
  },
  missing_scope: {
    status: 403,
    say: "This API key may not do that.",
    suggest: "Use a key with the scope named in detail, or sign in with the wallet.",
  },
  cross_origin: {
    status: 403,
    say: "A cookie signs in the platform's own pages only.",
    suggest: "Send Authorization: Bearer with a session token or API key.",
  },
  not_found: { status: 404, say: "There is no such thing, or it is not yours.", suggest: "Check the id." },
  method_not_allowed: {
    status: 405,
    say: "This path does not take that method.",
    suggest: "Use one of the methods in the header Allow.",
  },
  already_exists: { status: 409, say: "You have that already.", suggest: "Use the one there is; id names it." },
  no_capacity: {
    status: 409,
    say: "Nothing that fits is free right now.",
    suggest: "Ask for less, or choose another offer.",
  },
  price_changed: { status: 409, say: "The price changed since the quote.", suggest: "Sign the new quote in quote." },
  order_used: { status: 409, say: "This order was already used.", suggest: "Ask for a new quote." },
  conflict: {
    status: 409,
    say: "That is not possible in the present state.",
    suggest: "Read it again and decide anew.",
  },
  idempotency_in_progress: {
    status: 409,
    say: "The first request with this key is still under way.",
    suggest: "Repeat in a few seconds.",
  },
  too_large: { status: 413, say: "The request body is too large.", suggest: "Send at most 256 KiB." },
  idempotency_mismatch: {
    status: 422,
    say: "This Idempotency-Key was used with another body.",
    suggest: "Use a new key for a new request.",
  },
  rate_limited: { status: 429, say: "Too many requests.", suggest: "Wait for Retry-After." },
  unavailable: { status: 503, say: "A part of the platform is away.", suggest: "Try again shortly." },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** One fault of one field, for `errors[]`. */
export type FieldError = { readonly path: string; readonly message: string };

/** The domain says no: expected, safe to show, never retried by us. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly suggestion: string;
  /** Extra members of the problem document, e.g. `quote`. JSON-safe. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly fields: readonly FieldError[];

  constructor(
    code: RefusalCode,
    detail: string = REFUSALS[code].say,
    options: { suggestion?: string; extra?: Readonly<Record<string, unknown>>; fields?: readonly FieldError[] } = {},
  ) {
    super(detail);
    this.name = "Refusal";
    this.code = code;
    this.suggestion = options.suggestion ?? REFUSALS[code].suggest;
    this.extra = options.extra ?? {};
    this.fields = options.fields ?? [];
  }
}
