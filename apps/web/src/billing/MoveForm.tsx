"use client";

import { useQuery } from "@tanstack/react-query";
import { formatWl, parseWl } from "@worldland/core/money";
import { useState } from "react";
import { Button } from "../components/ui/Button.tsx";
import { FailureNotice } from "../components/ui/FailureNotice.tsx";
import { Field } from "../components/ui/Field.tsx";
import { Input } from "../components/ui/Input.tsx";
import { Steps } from "../components/ui/Steps.tsx";
import { TransactionHash } from "../components/ui/TransactionHash.tsx";
import { wlText } from "../money/amount.ts";
import { useTRPC } from "../trpc/client.tsx";
import type { MoneyMove } from "./moveCalls.ts";
import { moveSteps } from "./moveSteps.ts";
import { useMoneyMove } from "./useMoneyMove.ts";

const WORDS = {
  deposit: {
    action: "Deposit",
    hint: "From your wallet into your balance in the vault. Your wallet pays the gas.",
  },
  withdraw: {
    action: "Withdraw",
    hint: "From your balance to your wallet: any amount, at once and without anybody's leave.",
  },
} as const;
const QUICK = ["10", "50", "100"] as const;

/** Moves an amount of WL between wallet and vault, with every step shown. `amount`: what stands there at first. */
export function MoveForm({ kind, amount }: { kind: MoneyMove["kind"]; amount: string }) {
  const trpc = useTRPC();
  const { data: account } = useQuery(trpc.account.get.queryOptions({}));
  const [text, setText] = useState(amount);
  const { send, progress, hash, move } = useMoneyMove();
  const available = account === undefined ? null : BigInt(account.available_wei);
  const wei = parseWl(text);
  const isTooMuch = kind === "withdraw" && available !== null && wei !== null && wei > available;
  const fault = faultOf(text, wei, isTooMuch, available);
  const isUnderWay = send.isPending || progress?.stage === "sent";
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (wei !== null && wei > 0n && fault === null) send.mutate({ kind, amount: wei });
      }}
    >
      <Field label={`Amount in WL`} hint={WORDS[kind].hint} error={fault}>
        {(ids) => (
          <Input
            {...ids}
            inputMode="decimal"
            autoComplete="off"
            placeholder="0.0"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-1.5">
        {kind === "deposit" &&
          QUICK.map((one) => (
            <Button key={one} size="small" onClick={() => setText(one)}>
              {one} WL
            </Button>
          ))}
        {kind === "withdraw" && available !== null && (
          <Button size="small" disabled={available === 0n} onClick={() => setText(formatWl(available))}>
            All of it: {wlText(available)} WL
          </Button>
        )}
        <Button
          kind="primary"
          type="submit"
          className="ml-auto"
          busy={isUnderWay}
          disabled={wei === null || wei === 0n || fault !== null}
        >
          {WORDS[kind].action}
        </Button>
      </div>
      <FailureNotice error={send.error} />
      {progress !== null && move !== null && <Progress progress={progress} move={move} hash={hash} />}
    </form>
  );
}

function Progress({
  progress,
  move,
  hash,
}: {
  progress: NonNullable<ReturnType<typeof useMoneyMove>["progress"]>;
  move: MoneyMove;
  hash: string | null;
}) {
  const trpc = useTRPC();
  const { data: network } = useQuery(trpc.network.get.queryOptions({}));
  const confirmations = network?.confirmations ?? 1;
  const isToken = network !== undefined && !/^0x0+$/.test(network.token);
  const steps = moveSteps(move, progress, { confirmations, isToken }).map((step) => ({
    ...step,
    note: noteOf(step.id, step.state, hash),
  }));
  return (
    <div className="rounded-md border border-line bg-raised/50 p-3">
      <p className="mb-2.5 font-medium">
        {WORDS[move.kind].action} of {wlText(move.amount)} WL
      </p>
      <Steps label={`${WORDS[move.kind].action}: steps`} steps={steps} />
    </div>
  );
}

function noteOf(id: string, state: string, hash: string | null) {
  if (id !== "sent" || hash === null || state === "later") return undefined;
  return (
    <>
      {state === "failed" && "The chain refused it: nothing was moved. "}
      <TransactionHash hash={hash} />
    </>
  );
}

function faultOf(text: string, wei: bigint | null, isTooMuch: boolean, available: bigint | null): string | null {
  if (text.trim() === "") return null;
  if (wei === null) return "A decimal amount of WL, e.g. 12.5.";
  if (isTooMuch && available !== null) return `You can withdraw ${formatWl(available)} WL at most.`;
  return null;
}
