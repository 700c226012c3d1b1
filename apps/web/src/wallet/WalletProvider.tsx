"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { useSession } from "../session/useSession.ts";
import { useTRPC, useTRPCClient } from "../trpc/client.tsx";
import type { WalletConnection } from "./connection.ts";
import type { ConnectedWallet } from "./wallet.ts";

export type WalletPort = {
  /** Asks the visitor to connect a wallet and sign in. */
  openConnect(): void;
  /**
   * The connected wallet of whoever is signed in, to sign or send with. Asks him to connect where that is needed.
   * Throws when he closes the question or his wallet shows another account.
   */
  requireWallet(): Promise<ConnectedWallet>;
  signOut(): Promise<void>;
};

const Port = createContext<WalletPort | null>(null);

const ConnectDialog = dynamic(() => import("./ConnectDialog.tsx").then((module) => module.ConnectDialog), {
  ssr: false,
});

/** The visitor's wallet. */
export function useWallet(): WalletPort {
  const port = useContext(Port);
  if (port === null) throw new Error("useWallet is used outside of WalletProvider");
  return port;
}

type Waiting = { resolve(wallet: ConnectedWallet): void; reject(error: Error): void };

/** Knows the connected wallet. No wallet code is loaded until somebody connects or signs. */
export function WalletProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { address } = useSession();
  const [isAsking, setAsking] = useState(false);
  const connection = useRef<Promise<WalletConnection> | null>(null);
  const wallet = useRef<ConnectedWallet | null>(null);
  const waiting = useRef<Waiting | null>(null);

  const openConnection = useCallback(() => {
    connection.current ??= (async () => {
      const [network, { openWalletConnection }] = await Promise.all([
        queryClient.ensureQueryData(trpc.network.get.queryOptions({})),
        import("./connection.ts"),
      ]);
      return openWalletConnection(network);
    })();
    connection.current.catch(() => {
      connection.current = null;
    });
    return connection.current;
  }, [queryClient, trpc]);

  const port = useMemo<WalletPort>(
    () => ({
      openConnect: () => setAsking(true),
      async requireWallet() {
        wallet.current ??= address === null ? null : await openConnection().then((opened) => opened.resume());
        const connected =
          wallet.current ??
          (await new Promise<ConnectedWallet>((resolve, reject) => {
            waiting.current = { resolve, reject };
            setAsking(true);
          }));
        if (address !== null && connected.address !== address) {
          wallet.current = null;
          throw new Error(`Your wallet shows another account. Switch it to ${address}, then try again.`);
        }
        return connected;
      },
      async signOut() {
        await client.auth.revokeSession.mutate({ id: "current" });
        wallet.current = null;
        await connection.current?.then((opened) => opened.disconnect());
        // First nobody is signed in, so that no page asks again for what it now may not see.
        queryClient.setQueryData(trpc.auth.whoami.queryKey({}), { address: null, operator: false });
        for (const own of [trpc.account, trpc.rentals, trpc.nodes, trpc.apiKeys, trpc.operator]) {
          queryClient.removeQueries(own.pathFilter());
        }
      },
    }),
    [address, client, openConnection, queryClient, trpc],
  );

  return (
    <Port value={port}>
      {children}
      {isAsking && (
        <ConnectDialog
          openConnection={openConnection}
          signedIn={address}
          onConnected={async (connected) => {
            wallet.current = connected;
            await queryClient.invalidateQueries();
            waiting.current?.resolve(connected);
            waiting.current = null;
            setAsking(false);
          }}
          onClose={() => {
            waiting.current?.reject(new Error("No wallet was connected."));
            waiting.current = null;
            setAsking(false);
          }}
        />
      )}
    </Port>
  );
}
