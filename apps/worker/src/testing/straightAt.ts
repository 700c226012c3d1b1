import * as calls from "@worldland/contracts/calls";
import type { RentalOrder, SessionGrant } from "@worldland/contracts/messages";
import { extensionTypedData, rentalOrderTypedData, sessionGrantTypedData } from "@worldland/contracts/typedData";
import { readGrantNonce, readRental } from "@worldland/contracts/vault";
import { newRentalId } from "@worldland/core/id";
import type { Address, TransactionReceipt } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { RATE, type VaultMarket } from "./vaultMarket.ts";

/** Whoever signs or sends. */
type Who = PrivateKeyAccount;

/** Everything that people can do at the vault without us: no API, no row, no intent. Each call mines a block. */
export function straightAt(m: VaultMarket) {
  const vault = m.address;
  const now = async () => Number((await m.client.getBlock()).timestamp);
  const later = async () => (await now()) + 600;
  return {
    deposit: (from: Who, amount: bigint, account?: Address) =>
      m.send(from, calls.depositCall(vault, { amount, native: true, ...(account === undefined ? {} : { account }) })),
    withdraw: (from: Who, amount: bigint, to: Address = from.address) =>
      m.send(from, calls.withdrawCall(vault, { amount, to })),

    /** A rental of an hour that no row of ours knows, unless an order is given. Answers its id. */
    async open(customer: Who, order: Partial<RentalOrder> = {}, signer: Who = customer): Promise<bigint> {
      const whole: RentalOrder = {
        ...{ rentalId: newRentalId(new Date()), customer: customer.address, provider: m.provider.address },
        ...{ ratePerSecond: RATE, maxSeconds: 3600, deadline: await later() },
        ...order,
      };
      const signature = await signer.signTypedData(rentalOrderTypedData(m.domain, whole));
      await m.send(m.operator, calls.openRentalCall(vault, whole, signature));
      return whole.rentalId;
    },
    async extend(customer: Who, rentalId: bigint, maxSeconds: number): Promise<TransactionReceipt> {
      const extension = { rentalId, maxSeconds, deadline: await later() };
      const signature = await customer.signTypedData(extensionTypedData(m.domain, extension));
      return m.send(m.operator, calls.extendRentalCall(vault, extension, signature));
    },
    settle: (rentalId: bigint, usedSeconds: number, close = false) =>
      m.send(m.operator, calls.settleCall(vault, [{ rentalId, usedSeconds, close }])),
    stop: (by: Who, rentalId: bigint) => m.send(by, calls.stopRentalCall(vault, rentalId)),
    reclaim: (by: Who, rentalId: bigint) => m.send(by, calls.reclaimCall(vault, rentalId)),

    grant: (customer: Who, key: Address, spendLimit: bigint, expiresAt: number) =>
      m.send(customer, calls.grantSessionKeyCall(vault, { key, spendLimit, expiresAt })),
    /** Relayed by somebody else. */
    async grantFor(customer: Who, key: Address, spendLimit: bigint, expiresAt: number, by: Who) {
      const nonce = await readGrantNonce(m.client, vault, customer.address);
      const grant: SessionGrant = { customer: customer.address, key, spendLimit, expiresAt, nonce };
      const signature = await customer.signTypedData(sessionGrantTypedData(m.domain, grant));
      return m.send(by, calls.grantSessionKeyForCall(vault, grant, signature));
    },
    revoke: (customer: Who, key: Address) => m.send(customer, calls.revokeSessionKeyCall(vault, key)),

    setFee: (feeBps: number) => m.send(m.owner, calls.setFeeCall(vault, feeBps)),
    setFeeRecipient: (account: Address) => m.send(m.owner, calls.setFeeRecipientCall(vault, account)),
    setOperator: (account: Address, allowed: boolean) =>
      m.send(m.owner, calls.setOperatorCall(vault, account, allowed)),
    setOpeningPaused: (paused: boolean) => m.send(m.owner, calls.setOpeningPausedCall(vault, paused)),
    rental: (rentalId: bigint) => readRental(m.client, vault, rentalId),
    now,
  };
}

export type StraightAt = ReturnType<typeof straightAt>;
