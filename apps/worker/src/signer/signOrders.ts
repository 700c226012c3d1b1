import { extensionTypedData, rentalOrderTypedData, type VaultDomain } from "@worldland/contracts/typedData";
import { readClock } from "@worldland/db/clock";
import { storeSignature } from "@worldland/db/commands/storeSignature";
import type { Database } from "@worldland/db/database";
import { budgetOf } from "@worldland/db/queries/account/budgetOf";
import { type OrderToSign, ordersToSign } from "@worldland/db/queries/signer/ordersToSign";
import type { Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import type { Log } from "../log.ts";
import { judgeOrder } from "./judgeOrder.ts";

export type SignerDeps = {
  readonly db: Database;
  readonly log: Log;
  readonly delegate: PrivateKeyAccount;
  readonly domain: VaultDomain;
};

const ORDERS = 100;

/**
 * Signs what waits for the delegate key, after its own look at rental, grant and limit; what does not fit stays
 * unsigned and ends by its deadline. Answers how many it signed.
 */
export async function signOrders(deps: SignerDeps): Promise<number> {
  const key = deps.delegate.address.toLowerCase();
  let signed = 0;
  for (const order of await ordersToSign(deps.db, key, ORDERS)) {
    const budget = await budgetOf(deps.db, order.customer, key);
    const fault = judgeOrder(order, budget, await readClock(deps.db));
    if (fault !== null) {
      deps.log.warn({ reservationId: order.reservationId.toString(), fault }, "an order is not signed");
      continue;
    }
    const signature = await sign(deps, order);
    if (await storeSignature(deps.db, { ...placeOf(order), signature })) signed += 1;
  }
  return signed;
}

function sign({ delegate, domain }: SignerDeps, wanted: OrderToSign): Promise<Hex> {
  if (wanted.purpose === "extend") return delegate.signTypedData(extensionTypedData(domain, wanted.extension));
  const { customer, provider, ...terms } = wanted.order;
  const order = { ...terms, customer: hex(customer), provider: hex(provider) };
  return delegate.signTypedData(rentalOrderTypedData(domain, order));
}

function placeOf(order: OrderToSign): { rentalId: bigint; reservationId?: bigint } {
  return order.purpose === "open"
    ? { rentalId: order.order.rentalId }
    : { rentalId: order.extension.rentalId, reservationId: order.reservationId };
}

function hex(address: string): Hex {
  return `0x${address.slice(2)}`;
}
