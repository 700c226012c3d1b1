import type { StackWallet } from "./wallets.ts";

/** What `.local/stack.json` says, field by field. It holds keys and passwords: mode 0600. */
export type StackInfo = {
  readonly web: string;
  readonly api: string;
  readonly rpc: string;
  readonly chainId: number;
  readonly vault: string;
  readonly token: string;
  readonly kubeconfig: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly wallets: readonly StackWallet[];
};
