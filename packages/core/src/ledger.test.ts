import fc from "fast-check";
import { expect, test } from "vitest";
import { chargeOf, type MirroredMoney, postingsOf, reversed } from "./ledger.ts";

const wei = fc.bigInt(0n, 2n ** 100n);
const address = fc.constantFrom("0xAA", "0xbb", "0xcc");
const rental = { rentalId: 7n, customer: "0xAA" };

const money: fc.Arbitrary<MirroredMoney> = fc.oneof(
  fc.record({ name: fc.constantFrom("Deposited" as const, "Withdrawn" as const), account: address, amount: wei }),
  fc
    .record({ ratePerSecond: wei, maxSeconds: fc.nat(1000) })
    .map((m) => ({ name: "RentalOpened" as const, ...rental, ...m })),
  fc
    .record({ ratePerSecond: wei, addedSeconds: fc.nat(1000) })
    .map((m) => ({ name: "RentalExtended" as const, ...rental, ...m })),
  fc.record({ provider: address, feeRecipient: address, charge: wei, bps: fc.nat(1000) }).map(({ bps, ...m }) => ({
    name: "RentalSettled" as const,
    rentalId: 7n,
    ...m,
    fee: (m.charge * BigInt(bps)) / 10_000n,
  })),
  wei.map((refund) => ({ name: "RentalClosed" as const, ...rental, refund })),
);

function balances(postings: ReturnType<typeof postingsOf>): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { source, destination, amount } of postings) {
    sums.set(source, (sums.get(source) ?? 0n) - amount);
    sums.set(destination, (sums.get(destination) ?? 0n) + amount);
  }
  return sums;
}

test("every event's postings are positive, sum to zero, and are undone by their reverse", () => {
  fc.assert(
    fc.property(money, (event) => {
      const postings = postingsOf(event);
      for (const { amount } of postings) expect(amount > 0n).toBe(true);
      expect([...balances(postings).values()].reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
      for (const balance of balances([...postings, ...reversed(postings)]).values()) expect(balance).toBe(0n);
    }),
  );
});

test("a settlement takes the charge from the hold, and provider and platform share it without a remainder", () => {
  const { charge, fee, provider } = chargeOf(333n, 7, 500);
  expect(provider + fee).toBe(charge);
  const postings = postingsOf({
    name: "RentalSettled",
    rentalId: 7n,
    provider: "0xP",
    feeRecipient: "0xF",
    charge,
    fee,
  });
  expect(balances(postings)).toEqual(
    new Map([
      ["hold:7", -charge],
      ["account:0xp", provider],
      ["account:0xf", fee],
    ]),
  );
});
