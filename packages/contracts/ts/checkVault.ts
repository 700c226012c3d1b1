import { type Address, concatHex, type Hex, keccak256, type PublicClient, sliceHex, toHex, zeroAddress } from "viem";
import { readContract } from "viem/actions";
import { gpuVaultAbi } from "./abi.ts";
import { gpuVaultCodeHash, gpuVaultImmutables } from "./runtime.gen.ts";
import { readIsOperator, readSettings } from "./vault.ts";

/** What a vault is meant to be. */
export type WantedVault = {
  /** The token it counts in; the zero address for the chain's own coin. */
  readonly token: Address;
  readonly owner: Address;
  /** Whom it is offered to; null if to nobody. */
  readonly pendingOwner: Address | null;
  readonly feeRecipient: Address;
  readonly feeBps: number;
  readonly operators: readonly Address[];
};

/** One thing looked at, in words to be compared and printed. */
export type VaultCheck = { readonly what: string; readonly found: string; readonly wanted: string };

/** Everything that can be read of a vault beside what is wanted. Sends nothing; the same for the same block. */
export async function checkVault(client: PublicClient, vault: Address, wanted: WantedVault): Promise<VaultCheck[]> {
  const [code, settings, domain, chainId] = await Promise.all([
    client.getCode({ address: vault }),
    readSettings(client, vault),
    readContract(client, { abi: gpuVaultAbi, address: vault, functionName: "eip712Domain" }),
    client.getChainId(),
  ]);
  const operators = await Promise.all(wanted.operators.map((one) => readIsOperator(client, vault, one)));
  const [, name, version, domainChainId, verifyingContract] = domain;
  return [
    { what: "code", found: codeHash(code ?? "0x"), wanted: gpuVaultCodeHash },
    { what: "token", found: settings.token, wanted: wanted.token },
    { what: "owner", found: settings.owner, wanted: wanted.owner },
    { what: "offered to", found: settings.pendingOwner, wanted: wanted.pendingOwner ?? zeroAddress },
    { what: "fee recipient", found: settings.feeRecipient, wanted: wanted.feeRecipient },
    { what: "fee", found: `${settings.feeBps}`, wanted: `${wanted.feeBps}` },
    { what: "opening paused", found: `${settings.openingPaused}`, wanted: "false" },
    ...wanted.operators.map((one, index) => ({
      what: `operator ${one}`,
      found: `${operators[index]}`,
      wanted: "true",
    })),
    { what: "domain", found: `${name} ${version}`, wanted: "GPUVault 1" },
    { what: "domain's chain", found: `${domainChainId}`, wanted: `${chainId}` },
    { what: "domain's vault", found: verifyingContract, wanted: vault },
  ];
}

export function isAsWanted({ found, wanted }: VaultCheck): boolean {
  return found.toLowerCase() === wanted.toLowerCase();
}

/** keccak256 of a vault's code with zeros in place of its immutables: the same for every vault of this source. */
export function codeHash(code: Hex): Hex {
  let masked = code;
  for (const { start, length } of gpuVaultImmutables) {
    if (start + length > (masked.length - 2) / 2) break;
    const zeros = toHex(0, { size: length });
    const end = start + length;
    const rest = end < (masked.length - 2) / 2 ? sliceHex(masked, end) : "0x";
    masked = concatHex([sliceHex(masked, 0, start), zeros, rest]);
  }
  return keccak256(masked);
}
