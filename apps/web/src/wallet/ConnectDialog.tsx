"use client";

import { useEffect, useState } from "react";
import { Dialog } from "../components/ui/Dialog.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Spinner } from "../components/ui/Spinner.tsx";
import { Skeleton } from "../components/ui/States.tsx";
import { useTRPCClient } from "../trpc/client.tsx";
import type { WalletConnection } from "./connection.ts";
import { isLocalBuild } from "./local/env.ts";
import type { ConnectedWallet, WalletChoice } from "./wallet.ts";

type Step = "choosing" | "connecting" | "signing" | "checking";

const SAY: Record<Exclude<Step, "choosing">, string> = {
  connecting: "Confirm the connection in your wallet.",
  signing: "Sign the message in your wallet. It costs nothing and moves nothing.",
  checking: "Checking the signature …",
};

/** Choose a wallet, connect it, sign in. Whoever is signed in already only connects. */
export function ConnectDialog({
  openConnection,
  signedIn,
  onConnected,
  onClose,
}: {
  openConnection: () => Promise<WalletConnection>;
  signedIn: string | null;
  onConnected: (wallet: ConnectedWallet) => void;
  onClose: () => void;
}) {
  const client = useTRPCClient();
  const { connection, choices, error: loadError } = useChoices(openConnection);
  const [step, setStep] = useState<Step>("choosing");
  const [error, setError] = useState<unknown>(null);

  const choose = async (id: string) => {
    if (connection === null) return;
    setError(null);
    try {
      setStep("connecting");
      const wallet = await connection.connect(id);
      if (wallet.address !== signedIn) {
        setStep("signing");
        const { nonce, typed_data } = await client.auth.challenge.mutate({ address: wallet.address });
        const signature = await wallet.signTypedData(typed_data);
        setStep("checking");
        await client.auth.signIn.mutate({ nonce, signature });
      }
      onConnected(wallet);
    } catch (thrown) {
      setError(thrown);
      setStep("choosing");
    }
  };

  return (
    <Dialog open title={step === "choosing" ? "Connect a wallet" : "Signing in"} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <FailureNotice error={error ?? loadError} />
        {step === "choosing" ? (
          <Choices choices={choices} onChoose={(id) => void choose(id)} />
        ) : (
          <p role="status" className="flex items-center gap-2 py-6">
            <Spinner /> {SAY[step]}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Choices({ choices, onChoose }: { choices: readonly WalletChoice[] | null; onChoose: (id: string) => void }) {
  if (choices === null) return <Skeleton className="h-24 w-full" />;
  if (choices.length === 0) {
    return (
      <p className="py-4 text-muted">
        No wallet was found in this browser. Install an extension that announces itself by EIP-6963 (most do), then
        reload this page.
      </p>
    );
  }
  return (
    <>
      <ul className="flex flex-col gap-1.5">
        {choices.map(({ id, name, icon }) => (
          <li key={id}>
            <button
              type="button"
              onClick={() => onChoose(id)}
              className="flex w-full items-center gap-3 rounded-lg border border-line px-3 py-2.5 text-left font-medium hover:bg-raised"
            >
              {icon === null ? (
                <span aria-hidden="true" className="size-6 rounded-md bg-accent-soft" />
              ) : (
                <img src={icon} alt="" width={24} height={24} className="size-6 rounded-md" />
              )}
              {name}
            </button>
          </li>
        ))}
      </ul>
      {isLocalBuild && (
        <p className="text-xs text-muted">
          The local test wallets hold test WL of this machine's own network. Never send anything real to them.
        </p>
      )}
    </>
  );
}

function useChoices(openConnection: () => Promise<WalletConnection>) {
  const [connection, setConnection] = useState<WalletConnection | null>(null);
  const [choices, setChoices] = useState<readonly WalletChoice[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let stop: () => void = () => undefined;
    let isOver = false;
    openConnection().then((opened) => {
      if (isOver) return;
      setConnection(opened);
      setChoices(opened.choices());
      stop = opened.watchChoices(() => setChoices(opened.choices()));
    }, setError);
    return () => {
      isOver = true;
      stop();
    };
  }, [openConnection]);
  return { connection, choices, error };
}
