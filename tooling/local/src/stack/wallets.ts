import type { AnvilAccount } from "@worldland/testing/anvil";

/** A development wallet of the local network and what it is for. */
export type StackWallet = { readonly role: string; readonly address: string; readonly privateKey: string };

/** Index of each role among the development accounts; provider wallets begin at the seed's indices. */
export const WALLET_INDEX = {
  owner: 0,
  operatorFunds: 1,
  customer: 2,
  customer2: 3,
  provider: 4,
  provider2: 5,
  provider3: 6,
  feeRecipient: 9,
} as const;

/** The wallets `.local/stack.json` names. The operator's and delegate's keys are not among them. */
export function stackWallets(accounts: readonly AnvilAccount[]): readonly StackWallet[] {
  const roles = ["customer", "customer2", "provider", "provider2", "provider3", "owner"] as const;
  return roles.flatMap((role) => {
    const account = accounts[WALLET_INDEX[role]];
    return account === undefined ? [] : [{ role, ...account }];
  });
}
