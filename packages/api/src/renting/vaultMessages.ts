import { extensionTypedData, rentalOrderTypedData } from "@worldland/contracts/typedData";
import type { ExtensionOrder, RentalOrder } from "@worldland/core/rental/order";
import type { extensionMessage } from "@worldland/core/wire/rental";
import type { orderMessage } from "@worldland/core/wire/rentRequest";
import { getAddress } from "viem";
import type { z } from "zod";
import type { ApiConfig } from "../config.ts";

/** An order as it came in. Whether its figures can be is for the quote to say, which equals it or not. */
export function readOrder(message: z.infer<typeof orderMessage>): RentalOrder {
  const { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline } = message;
  return {
    rentalId: BigInt(rentalId),
    customer,
    provider,
    ratePerSecond: BigInt(ratePerSecond),
    maxSeconds: Number(maxSeconds),
    deadline: Number(deadline),
  };
}

/** An extension as it came in. */
export function readExtension(message: z.infer<typeof extensionMessage>): ExtensionOrder {
  const { rentalId, maxSeconds, deadline } = message;
  return { rentalId: BigInt(rentalId), maxSeconds: Number(maxSeconds), deadline: Number(deadline) };
}

/** The message to sign for an order. */
export function orderTypedData(config: ApiConfig, order: RentalOrder) {
  const { rentalId, ratePerSecond, maxSeconds, deadline } = order;
  const customer = getAddress(order.customer);
  const provider = getAddress(order.provider);
  return rentalOrderTypedData(domainOf(config), { rentalId, customer, provider, ratePerSecond, maxSeconds, deadline });
}

/** The message to sign for an extension. */
export function extendTypedData(config: ApiConfig, extension: ExtensionOrder) {
  return extensionTypedData(domainOf(config), extension);
}

function domainOf({ chainId, vault }: ApiConfig) {
  return { chainId, vault: getAddress(vault) };
}
