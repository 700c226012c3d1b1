"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useWallet } from "../wallet/WalletProvider.tsx";
import type { ConnectedWallet } from "../wallet/wallet.ts";
import { type MoveStage, stageOf } from "./moneyMove.ts";
import { callsFor, type MoneyMove } from "./moveCalls.ts";

const POLL_MS = 1_500;
const RECENT = 25;

export type MoveProgress = MoveStage | { readonly stage: "approving" | "signing" };

/** Moves money between wallet and vault by the person's own wallet, and follows the transaction to its depth. */
export function useMoneyMove() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { requireWallet } = useWallet();
  const [asking, setAsking] = useState<"approving" | "signing" | null>(null);
  const [sent, setSent] = useState<{ hash: string; move: MoneyMove; wallet: ConnectedWallet } | null>(null);
  const followed = useFollowed(sent);
  const send = useMutation({
    mutationFn: async (move: MoneyMove) => {
      setSent(null);
      const wallet = await requireWallet();
      const network = await queryClient.ensureQueryData(trpc.network.get.queryOptions({}));
      const { approve, call } = await callsFor(move, wallet.address, network);
      if (approve !== null) {
        setAsking("approving");
        await mined(wallet, await wallet.send(approve));
      }
      setAsking("signing");
      setSent({ hash: await wallet.send(call), move, wallet });
    },
    onSettled: () => setAsking(null),
  });
  const progress: MoveProgress | null = asking === null ? followed : { stage: asking };
  return { send, progress, hash: sent?.hash ?? null, move: sent?.move ?? send.variables ?? null };
}

/** Asks the platform, and until it has seen the transaction the wallet, how far it has come. */
function useFollowed(sent: { hash: string; wallet: ConnectedWallet } | null): MoveStage | null {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOver, setOver] = useState(false);
  const hash = sent?.hash ?? null;
  useEffect(() => setOver(hash === null), [hash]);
  const every = { enabled: hash !== null, refetchInterval: isOver ? (false as const) : POLL_MS };
  const { data: ledger } = useQuery(trpc.account.ledger.queryOptions({ limit: RECENT }, every));
  const { data: network } = useQuery(trpc.network.get.queryOptions({}, every));
  const { data: outcome } = useQuery({
    ...every,
    queryKey: ["transaction", hash],
    queryFn: async () => (sent === null ? "pending" : sent.wallet.outcomeOf(sent.hash)),
  });
  const head = network?.head?.block ?? null;
  const stage =
    hash === null
      ? null
      : stageOf(hash, ledger?.entries ?? [], head, network?.confirmations ?? 1, outcome ?? "pending");
  const name = stage?.stage;
  useEffect(() => {
    if (name === "final" || name === "reverted") setOver(true);
    if (name !== "seen" && name !== "final") return;
    void queryClient.invalidateQueries(trpc.account.get.pathFilter());
    void queryClient.invalidateQueries(trpc.account.deposits.pathFilter());
  }, [name, queryClient, trpc]);
  return stage;
}

/** Waits for an approval's block: the vault cannot take what is not allowed yet. */
async function mined(wallet: ConnectedWallet, hash: `0x${string}`): Promise<void> {
  for (;;) {
    const outcome = await wallet.outcomeOf(hash);
    if (outcome === "mined") return;
    if (outcome === "reverted") throw new Error("The approval failed on chain. Nothing was moved.");
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
