import type { Address } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { straightAt } from "./straightAt.ts";
import { HOLD, lower, type VaultMarket } from "./vaultMarket.ts";

/** Everything that may happen at the vault, each a block of its own. */
export const DEEDS = [
  ...["deposit", "depositFor", "withdraw", "open", "openByClick", "openByKey", "extend"],
  ...["settle", "close", "stopByCustomer", "stopByProvider", "stopByOperator"],
  ...["grant", "grantFor", "revoke", "setFee", "setFeeRecipient", "setOperator", "pauseAndResume"],
] as const;
export type Deed = (typeof DEEDS)[number];

type Open = { readonly customer: PrivateKeyAccount; readonly rentalId: bigint; seconds: number; isStopped: boolean };

/**
 * Two customers, a provider, an operator and an owner who do one thing after the other, straight at the contract, on
 * whatever branch the chain is. `fork` begins a life that knows of what was done so far and of nothing done later.
 */
export function vaultLife(
  m: VaultMarket,
  customers: readonly [PrivateKeyAccount, ...PrivateKeyAccount[]],
  begun: readonly Open[] = [],
) {
  const [first] = customers;
  const vault = straightAt(m);
  const open = begun.map((rental) => ({ ...rental }));
  const granted = new Set<Address>();
  let turn = 0;
  const someone = () => customers[turn++ % customers.length] ?? first;
  const running = () => open.find(({ isStopped }) => !isStopped);
  const opened = (customer: PrivateKeyAccount, rentalId: bigint) =>
    open.push({ customer, rentalId, seconds: 3600, isStopped: false });

  async function stop(by: PrivateKeyAccount | null): Promise<void> {
    const rental = running();
    if (rental === undefined) return;
    await vault.stop(by ?? rental.customer, rental.rentalId);
    rental.isStopped = true;
  }

  const deeds = {
    deposit: () => vault.deposit(someone(), 11n),
    depositFor: () => vault.deposit(m.provider, 13n, someone().address),
    withdraw: () => vault.withdraw(someone(), 7n, m.owner.address),
    async open() {
      const customer = someone();
      opened(customer, await vault.open(customer));
    },
    /** The rental has a row of ours; its order reaches the vault by somebody else. */
    async openByClick() {
      const customer = someone();
      const signed = await m.signedOrder(customer);
      const { id } = await m.rent(customer, signed);
      const { order } = signed;
      await vault.open(customer, { ...order, customer: customer.address, provider: lower(order.provider) });
      opened(customer, id);
    },
    async openByKey() {
      const customer = someone();
      const key = privateKeyToAccount(generatePrivateKey());
      await vault.grant(customer, key.address, HOLD * 2n, (await vault.now()) + 1_000_000);
      opened(customer, await vault.open(customer, {}, key));
    },
    async extend() {
      const rental = open.find(({ isStopped, seconds }) => !isStopped && seconds === 3600);
      if (rental === undefined) return;
      rental.seconds = 7200;
      await vault.extend(rental.customer, rental.rentalId, 7200);
    },
    async settle() {
      const rental = running();
      if (rental === undefined) return;
      await m.pass(30);
      const { usedSeconds } = await vault.rental(rental.rentalId);
      await vault.settle(rental.rentalId, usedSeconds + 20);
    },
    async close() {
      const rental = open.shift();
      if (rental === undefined) return;
      const { usedSeconds } = await vault.rental(rental.rentalId);
      await vault.settle(rental.rentalId, usedSeconds, true);
    },
    stopByCustomer: () => stop(null),
    stopByProvider: () => stop(m.provider),
    stopByOperator: () => stop(m.operator),
    async grant() {
      const key = privateKeyToAccount(generatePrivateKey()).address;
      granted.add(key);
      await vault.grant(first, key, 5n, (await vault.now()) + 1_000_000);
    },
    grantFor: async () =>
      vault.grantFor(someone(), m.key.address, BigInt(turn), (await vault.now()) + 1_000_000, m.provider),
    async revoke() {
      for (const key of granted) await vault.revoke(first, key);
      granted.clear();
    },
    setFee: () => vault.setFee(100 + (turn++ % 400)),
    setFeeRecipient: () => vault.setFeeRecipient(turn++ % 2 === 0 ? m.owner.address : m.feeRecipient.address),
    setOperator: () => vault.setOperator(m.owner.address, turn++ % 2 === 0),
    async pauseAndResume() {
      await vault.setOpeningPaused(true);
      await vault.setOpeningPaused(false);
    },
  } satisfies Record<Deed, () => Promise<unknown>>;

  return {
    async do(deed: Deed): Promise<void> {
      await deeds[deed]();
    },
    fork: () => vaultLife(m, customers, open),
  };
}
