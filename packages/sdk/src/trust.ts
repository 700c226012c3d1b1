import type { NetworkView } from "@worldland/core/wire/account";
import type { Api } from "./connect.ts";
import type { TrustedVault } from "./signing/checkVaultMessage.ts";
import { expectParts } from "./signing/unfit.ts";

/** The network as the platform tells it, asked once, and compared with the vault that the caller pinned. */
export type Trust = {
  network(): Promise<NetworkView>;
  vault(): Promise<TrustedVault>;
};

/**
 * Without a pin the platform's first word is believed for as long as the client lives; with one, a platform that names
 * another vault or chain is refused (`UnfitMessage`).
 */
export function createTrust(api: Api, pin: TrustedVault | null): Trust {
  let asked: Promise<NetworkView> | null = null;
  const ask = async () => {
    const network = await api.network.get.query({});
    if (pin !== null) expectParts({ chain_id: [network.chain_id, pin.chainId], vault: [network.vault, pin.vault] });
    return network;
  };
  const network = () => {
    asked ??= ask().catch((cause: unknown) => {
      asked = null; // the next call asks again
      throw cause;
    });
    return asked;
  };
  return {
    network,
    vault: async () => {
      const { chain_id: chainId, vault } = await network();
      return { chainId, vault };
    },
  };
}
