import type { VaultTypedData } from "@worldland/contracts/typedData";
import { toTypedDataJson } from "@worldland/contracts/typedDataJson";
import type { TypedData } from "@worldland/core/wire/fields";

/** A message of the vault as wallets take it. */
export function typedDataView(typed: VaultTypedData): TypedData {
  const { domain, types, primaryType, message } = toTypedDataJson(typed);
  return {
    domain,
    types: Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, [...fields]])),
    primaryType,
    message,
  };
}
