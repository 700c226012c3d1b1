import type { VaultEventArgs } from "@worldland/core/vault/vaultEvent";

type ModelRental = {
  customer: string;
  provider: string;
  rate: bigint;
  maxSeconds: number;
  used: number;
  isOpen: boolean;
};

/**
 * The vault's money rules in a few lines, for property tests of the mirror: what each call would emit, and what every
 * account then holds. A call the contract would refuse answers no events.
 */
export function modelVault(feeBps: bigint, firstRecipient: string) {
  const balances = new Map<string, bigint>();
  const holds = new Map<bigint, bigint>();
  const rentals = new Map<bigint, ModelRental>();
  let recipient = firstRecipient;

  const add = (account: string, amount: bigint) => balances.set(account, (balances.get(account) ?? 0n) + amount);
  const balanceOf = (account: string) => balances.get(account) ?? 0n;

  const charge = (rentalId: bigint, rental: ModelRental, usedSeconds: number): VaultEventArgs[] => {
    const amount = rental.rate * BigInt(usedSeconds - rental.used);
    if (amount === 0n) return [];
    const fee = (amount * feeBps) / 10_000n;
    rental.used = usedSeconds;
    holds.set(rentalId, (holds.get(rentalId) ?? 0n) - amount);
    add(recipient, fee);
    add(rental.provider, amount - fee);
    return [{ name: "RentalSettled", args: { rentalId, usedSeconds, charge: amount, fee } }];
  };

  return {
    balances,
    holds,
    rentals,
    deposit(account: string, amount: bigint): VaultEventArgs[] {
      add(account, amount);
      return [{ name: "Deposited", args: { account, from: account, amount } }];
    },
    withdraw(account: string, amount: bigint): VaultEventArgs[] {
      if (amount === 0n || balanceOf(account) < amount) return [];
      add(account, -amount);
      return [{ name: "Withdrawn", args: { account, to: account, amount } }];
    },
    open(rentalId: bigint, rental: Omit<ModelRental, "used" | "isOpen">): VaultEventArgs[] {
      const { customer, provider, rate, maxSeconds } = rental;
      const hold = rate * BigInt(maxSeconds);
      if (balanceOf(customer) < hold || rentals.has(rentalId)) return [];
      add(customer, -hold);
      holds.set(rentalId, hold);
      rentals.set(rentalId, { ...rental, used: 0, isOpen: true });
      const args = {
        rentalId,
        customer,
        provider,
        signer: customer,
        ratePerSecond: rate,
        maxSeconds,
        feeBps: Number(feeBps),
      };
      return [{ name: "RentalOpened", args }];
    },
    extend(rentalId: bigint, addedSeconds: number): VaultEventArgs[] {
      const rental = rentals.get(rentalId);
      if (rental === undefined || !rental.isOpen) return [];
      const added = rental.rate * BigInt(addedSeconds);
      if (balanceOf(rental.customer) < added) return [];
      add(rental.customer, -added);
      holds.set(rentalId, (holds.get(rentalId) ?? 0n) + added);
      rental.maxSeconds += addedSeconds;
      return [{ name: "RentalExtended", args: { rentalId, maxSeconds: rental.maxSeconds } }];
    },
    settle(rentalId: bigint, moreSeconds: number, close: boolean): VaultEventArgs[] {
      const rental = rentals.get(rentalId);
      if (rental === undefined || !rental.isOpen) return [];
      const events = charge(rentalId, rental, Math.min(rental.maxSeconds, rental.used + moreSeconds));
      if (!close) return events;
      const refund = holds.get(rentalId) ?? 0n;
      holds.delete(rentalId);
      add(rental.customer, refund);
      rental.isOpen = false;
      return [...events, { name: "RentalClosed", args: { rentalId, refund } }];
    },
    stop(rentalId: bigint, by: "customer" | "provider"): VaultEventArgs[] {
      const rental = rentals.get(rentalId);
      if (rental === undefined || !rental.isOpen) return [];
      return [{ name: "RentalStopped", args: { rentalId, by: rental[by] } }];
    },
    setRecipient(account: string): VaultEventArgs[] {
      recipient = account;
      return [{ name: "FeeRecipientSet", args: { account } }];
    },
  };
}
