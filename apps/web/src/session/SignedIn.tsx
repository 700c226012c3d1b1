"use client";

import type { ReactNode } from "react";
import { Button } from "../components/ui/Button.tsx";
import { EmptyState, Skeleton } from "../components/ui/States.tsx";
import { useWallet } from "../wallet/WalletProvider.tsx";
import { useSession } from "./useSession.ts";

/** What only a signed-in wallet can see: its content gets the address; anybody else is asked to connect. */
export function SignedIn({ what, children }: { what: string; children: (address: string) => ReactNode }) {
  const { address, isLoading } = useSession();
  const { openConnect } = useWallet();
  if (isLoading) return <Skeleton className="h-64 w-full" />;
  if (address !== null) return children(address);
  return (
    <EmptyState
      title={`Connect your wallet to see ${what}`}
      action={
        <Button kind="primary" onClick={openConnect}>
          Connect wallet
        </Button>
      }
    >
      Signing in is one signature. It costs nothing and moves nothing.
    </EmptyState>
  );
}
