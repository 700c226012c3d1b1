/** Groups of requests, by the first part of their path, in the order they are read; a test says when one is missing. */
export const TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: "auth", description: "Sign in with a wallet: a challenge, a signature, a session." },
  { name: "providers", description: "What there is to rent, for everybody." },
  { name: "quotes", description: "The exact price of a request, and the order to sign." },
  { name: "jobs", description: "Rentals: make, see, extend and stop them." },
  { name: "account", description: "One's money in the vault, and what moved it." },
  { name: "provider", description: "What one earns as a provider, by day, node and rental." },
  { name: "session-grants", description: "Budgets: keys that may spend for one, up to a limit." },
  { name: "api-keys", description: "Keys with which programs act for a wallet." },
  { name: "ssh-keys", description: "Public keys kept for one's next rentals." },
];
