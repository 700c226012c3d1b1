import type { Scope } from "@worldland/core/wire/auth";

/** What each right of an API key lets a program do, in the order they are offered. */
export const SCOPES = [
  { scope: "jobs:read", may: "See rentals", means: "Lists, details, events and receipts, with their SSH commands." },
  {
    scope: "jobs:write",
    may: "Rent, extend and stop",
    means: "Spends from an allowance if you granted one, and nothing otherwise.",
  },
  { scope: "account:read", may: "See balance and ledger", means: "Also your saved public SSH keys. Moves nothing." },
] as const satisfies readonly { scope: Scope; may: string; means: string }[];

/** What a right is called where there is little room. */
export function mayOf(scope: Scope): string {
  return SCOPES.find((one) => one.scope === scope)?.may ?? scope;
}
