import {
  extendRentalCall,
  grantSessionKeyForCall,
  openRentalCall,
  settleCall,
  type VaultCall,
} from "@worldland/contracts/calls";
import type { IntentToSend } from "@worldland/db/queries/chain/intentsToSend";
import type { Address, Hex } from "viem";

export type UsageIntent = Extract<IntentToSend, { kind: "settle" | "close" }>;

/** The call that does what intents want: one of any kind, or many usages at once. */
export function callOf(vault: Address, intents: readonly IntentToSend[]): VaultCall {
  const [first] = intents;
  if (first === undefined) throw new Error("a call is made of one intent at least");
  switch (first.kind) {
    case "open": {
      const { order, signature } = first;
      const parties = { customer: hex(order.customer), provider: hex(order.provider) };
      return openRentalCall(vault, { ...order, ...parties }, hex(signature));
    }
    case "extend":
      return extendRentalCall(vault, first.extension, hex(first.signature));
    case "grant": {
      const { grant, signature } = first;
      const message = { ...grant, customer: hex(grant.customer), key: hex(grant.key), nonce: BigInt(grant.nonce) };
      return grantSessionKeyForCall(vault, message, hex(signature));
    }
    case "settle":
    case "close":
      return settleCall(
        vault,
        intents.filter(isUsage).map(({ usage }) => usage),
      );
  }
}

export function isUsage(intent: IntentToSend): intent is UsageIntent {
  return intent.kind === "settle" || intent.kind === "close";
}

/** Rows hold hex as text; what is not hex is refused by viem's encoder. */
function hex(text: string): Hex {
  return `0x${text.slice(2)}`;
}
