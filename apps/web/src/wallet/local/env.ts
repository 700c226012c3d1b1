/** Whether these pages were built for the local network. */
export const isLocalBuild = process.env.NEXT_PUBLIC_LOCAL_NETWORK === "1";

/**
 * Announces the local network's test wallets; null in every other build, which then contains no line of them: the
 * bundler drops the import together with the branch.
 */
export const announceLocalWallets: ((chainId: number) => Promise<void>) | null =
  process.env.NEXT_PUBLIC_LOCAL_NETWORK === "1"
    ? async (chainId) => (await import("./testWallets.ts")).announceTestWallets(chainId)
    : null;

/** Where a wallet that does not know the local chain can ask it; elsewhere people's wallets know their chain. */
export const localRpcUrls: () => readonly string[] =
  process.env.NEXT_PUBLIC_LOCAL_NETWORK === "1" ? () => [`${location.origin}/local/rpc`] : () => [];
